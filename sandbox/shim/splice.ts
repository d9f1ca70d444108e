import { connect, type Socket } from "node:net";
import type { FaultSet } from "./fault-set.ts";
import { Framer } from "./framer.ts";
import { Lane } from "./lane.ts";
import { MessageFaults, type Outcome } from "./message-faults.ts";

export type Tally = { lost: number; duplicated: number; retried: number; unreachable: number };

/** A pod's address, `host:port`. */
export type Address = string;

/** Kept until the pod's first byte, so that a pod that dies before answering costs the client nothing. */
const replayBytes = 16 * 1024;

/** One client's connection, spliced to one pod, with the faults of the side applied to both directions. */
export class Splice {
  readonly #client: Socket;
  readonly #pods: () => Address[];
  readonly #tally: Tally;
  readonly #up: Lane;
  #down: Lane | undefined;
  #upstream: Socket | undefined;
  #faults: FaultSet;
  #candidates: Address[] | undefined;
  #replay: Buffer[] | undefined = [];
  #replaySize = 0;
  #clientEnded = false;
  readonly #fromClient = new Framer();
  readonly #fromBroker = new Framer();
  readonly #messages = new MessageFaults();
  #forBroker: Buffer[] = [];
  #forClient: Buffer[] = [];

  constructor(client: Socket, pods: () => Address[], faults: FaultSet, tally: Tally, onClose: () => void) {
    this.#client = client;
    this.#pods = pods;
    this.#faults = faults;
    this.#tally = tally;
    this.#up = new Lane(client, delayEachWayMs(faults), faults.hang);
    client.on("data", (chunk: Buffer) => this.#onClientData(chunk));
    client.on("end", () => this.#onClientEnd());
    client.on("error", ignoreSocketError);
    client.on("close", () => {
      this.#onClientEnd();
      onClose();
    });
    if (!faults.hang) this.#dial();
  }

  apply(faults: FaultSet): void {
    const wasHung = this.#faults.hang;
    this.#faults = faults;
    for (const lane of [this.#up, this.#down]) {
      lane?.setDelay(delayEachWayMs(faults));
      lane?.freeze(faults.hang);
    }
    if (wasHung && !faults.hang && this.#upstream === undefined) this.#dial();
    if (faults.down) this.reset();
  }

  reset(): void {
    this.#up.stop();
    this.#down?.stop();
    this.#upstream?.resetAndDestroy();
    this.#client.resetAndDestroy();
  }

  #dial(): void {
    this.#candidates ??= this.#pods();
    const address = this.#candidates.shift();
    if (address === undefined || this.#client.destroyed) {
      if (!this.#client.destroyed) this.#tally.unreachable++;
      this.reset();
      return;
    }
    const colon = address.lastIndexOf(":");
    const upstream = connect({
      host: address.slice(0, colon),
      port: Number(address.slice(colon + 1)),
      noDelay: true,
    });
    this.#upstream = upstream;
    const down = new Lane(upstream, delayEachWayMs(this.#faults), this.#faults.hang);
    this.#down = down;
    down.connect(this.#client);
    upstream.on("connect", () => this.#up.connect(upstream));
    upstream.on("data", (chunk: Buffer) => {
      this.#replay = undefined;
      this.#onBrokerData(chunk);
    });
    upstream.on("error", ignoreSocketError);
    upstream.on("close", () => this.#onUpstreamClose(down));
  }

  #onUpstreamClose(down: Lane): void {
    if (this.#replay === undefined || this.#clientEnded) {
      down.end();
      return;
    }
    // Not a byte was answered: like a refused connection, this is tried on the next pod.
    this.#tally.retried++;
    this.#up.restart(this.#replay);
    this.#dial();
  }

  #onClientEnd(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    if (this.#faults.hang || this.#upstream === undefined) this.reset();
    else this.#up.end();
  }

  #onClientData(chunk: Buffer): void {
    const collect = this.#messages.busy || this.#forBroker.length > 0;
    for (const piece of this.#fromClient.push(chunk, collect)) {
      if (piece.whole) this.#deliver(this.#messages.fromClient(piece.bytes));
      else this.#toBroker(piece.bytes);
    }
    this.#putIn();
  }

  #onBrokerData(chunk: Buffer): void {
    const { lose, duplicate } = this.#faults;
    const collect = lose > 0 || duplicate > 0 || this.#messages.busy || this.#forClient.length > 0;
    for (const piece of this.#fromBroker.push(chunk, collect)) {
      if (!piece.whole) this.#down?.write(piece.bytes);
      else
        this.#deliver(
          this.#messages.fromBroker(piece.bytes, {
            lose: Math.random() < lose,
            duplicate: Math.random() < duplicate,
          }),
          "from-broker",
        );
    }
    this.#putIn();
  }

  /** Hands packets over; those against the stream that is being read wait for a boundary of the other one. */
  #deliver(outcome: Outcome, origin: "from-client" | "from-broker" = "from-client"): void {
    this.#tally.lost += outcome.lost;
    this.#tally.duplicated += outcome.duplicated;
    for (const packet of outcome.toClient)
      if (origin === "from-broker") this.#down?.write(packet);
      else this.#forClient.push(packet);
    for (const packet of outcome.toBroker)
      if (origin === "from-client") this.#toBroker(packet);
      else this.#forBroker.push(packet);
  }

  #putIn(): void {
    if (this.#forBroker.length > 0 && this.#fromClient.atBoundary)
      for (const packet of this.#forBroker.splice(0)) this.#toBroker(packet);
    if (this.#forClient.length > 0 && this.#fromBroker.atBoundary)
      for (const packet of this.#forClient.splice(0)) this.#down?.write(packet);
  }

  #toBroker(bytes: Buffer): void {
    if (this.#replay !== undefined) {
      this.#replay.push(bytes);
      this.#replaySize += bytes.length;
      if (this.#replaySize > replayBytes) this.#replay = undefined;
    }
    this.#up.write(bytes);
  }
}

/** Half the latency each way, so that an answer comes at least `latencyMs` later. */
const delayEachWayMs = (faults: FaultSet): number => Math.ceil(faults.latencyMs / 2);

/** A socket's error is followed by its close, where everything is handled. */
const ignoreSocketError = () => undefined;
