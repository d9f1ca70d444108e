import { connect, type Socket } from "node:net";
import mqtt, { type Packet, type Parser } from "mqtt-packet";
import type { Qos } from "./ledger.ts";
import { connectPacket, disconnect, encode, pingreq } from "./packets.ts";
import type { Address, Settings } from "./settings.ts";

export type Outgoing = { seq: number; topic: string; qos: Qos; payload: string };

export type SessionEvents = {
  /** Connected and subscribed: what is published from now on is owed to this session. */
  up(): void;
  acknowledged(seq: number): void;
  message(topic: string, payload: string): void;
  /** The end, once, whether it had come up or not. */
  down(): void;
};

export type SessionOptions = {
  address: Address;
  clientId: string;
  filters: readonly string[];
  credentials: Settings["credentials"];
  events: SessionEvents;
};

const keepaliveS = 30;
/** Half of the packet identifiers that there are: this session is of no use any more. */
const tooManyUnacknowledged = 32_000;

/** One clean session on a plain socket. It lives once; who wants another makes another. */
export class Session {
  readonly #socket: Socket;
  readonly #parser: Parser;
  readonly #options: SessionOptions;
  readonly #unacknowledged = new Map<number, number>();
  readonly #handedOver = new Set<number>();
  readonly #keepalive: NodeJS.Timeout;
  #nextId = 0;
  #bytes = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { address, clientId, credentials } = options;
    this.#socket = connect({ ...address, noDelay: true });
    this.#parser = mqtt.parser();
    this.#parser.on("packet", (packet: Packet) => this.#receive(packet));
    this.#parser.on("error", () => this.#socket.destroy());
    this.#socket.on("data", (chunk: Buffer) => {
      this.#bytes += chunk.length;
      this.#socket.cork();
      this.#parser.parse(chunk);
      this.#socket.uncork();
    });
    // An error is followed by the close, where everything is handled.
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      clearInterval(this.#keepalive);
      options.events.down();
    });
    this.#socket.write(connectPacket({ clientId, clean: true, keepaliveS, credentials }));
    this.#keepalive = setInterval(() => this.#write(pingreq), (keepaliveS * 1000) / 2);
  }

  /** Grows while the other end talks. */
  get bytesReceived(): number {
    return this.#bytes;
  }

  /** All in one write, as a burst. */
  publish(messages: readonly Outgoing[]): void {
    this.#write(Buffer.concat(messages.map((message) => this.#publishPacket(message))));
  }

  end(): void {
    this.#write(disconnect);
    this.#socket.destroySoon();
  }

  cut(): void {
    this.#socket.destroy();
  }

  #publishPacket({ seq, topic, qos, payload }: Outgoing): Buffer {
    const packet = { cmd: "publish", topic, payload, qos, dup: false, retain: false } as const;
    if (qos === 0) return encode(packet);
    const messageId = this.#freeId();
    this.#unacknowledged.set(messageId, seq);
    return encode({ ...packet, messageId });
  }

  #freeId(): number {
    if (this.#unacknowledged.size > tooManyUnacknowledged) this.cut();
    do this.#nextId = (this.#nextId % 65_535) + 1;
    while (this.#unacknowledged.has(this.#nextId));
    return this.#nextId;
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  #receive(packet: Packet): void {
    const messageId = packet.messageId ?? 0;
    switch (packet.cmd) {
      case "connack":
        return packet.returnCode === 0 ? this.#subscribe() : this.cut();
      case "suback":
        return packet.granted.some((code) => Number(code) > 2) ? this.cut() : this.#options.events.up();
      case "puback":
      case "pubcomp":
        return this.#acknowledged(messageId);
      case "pubrec":
        return this.#write(encode({ cmd: "pubrel", messageId }));
      case "pubrel":
        this.#handedOver.delete(messageId);
        return this.#write(encode({ cmd: "pubcomp", messageId }));
      case "publish":
        return this.#take(packet.topic, packet.payload.toString(), packet.qos, messageId);
      default:
        return;
    }
  }

  #subscribe(): void {
    const subscriptions = this.#options.filters.map((topic) => ({ topic, qos: 2 as const }));
    this.#write(encode({ cmd: "subscribe", messageId: this.#freeId(), subscriptions }));
  }

  #acknowledged(messageId: number): void {
    const seq = this.#unacknowledged.get(messageId);
    if (seq === undefined) return;
    this.#unacknowledged.delete(messageId);
    this.#options.events.acknowledged(seq);
  }

  /** A repetition of a QoS 2 message before its PUBREL is part of the protocol, not a second delivery. */
  #take(topic: string, payload: string, qos: Qos, messageId: number): void {
    const repeated = qos === 2 && this.#handedOver.has(messageId);
    if (qos === 2) this.#handedOver.add(messageId);
    if (qos === 1) this.#write(encode({ cmd: "puback", messageId }));
    if (qos === 2) this.#write(encode({ cmd: "pubrec", messageId }));
    if (!repeated) this.#options.events.message(topic, payload);
  }
}
