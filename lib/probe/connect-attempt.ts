import { connect } from "node:net";
import type { ConnectResult } from "./metrics.ts";
import { connectPacket, disconnect } from "./packets.ts";
import type { Address, Settings } from "./settings.ts";

export type Attempted =
  | (ConnectResult & { sessionPresent: boolean })
  /** This machine had no socket, port or memory left: it says nothing about the broker. */
  | { result: "own-error"; reason: string };

export type AttemptOptions = {
  address: Address;
  clientId: string;
  clean: boolean;
  credentials: Settings["credentials"];
  done: (attempted: Attempted) => void;
};

const connackBytes = 4;

/**
 * TCP, CONNECT, CONNACK, DISCONNECT. `done` is called once, at the CONNACK or at the failure. The returned function
 * gives up: a time-out, unless it is over already.
 */
export function attemptConnection(options: AttemptOptions): () => void {
  const { address, clientId, clean, credentials } = options;
  let open = true;
  let received: Buffer = Buffer.alloc(0);
  const socket = connect({ ...address, noDelay: true });

  function finish(attempted: Attempted) {
    if (!open) return;
    open = false;
    options.done(attempted);
  }
  const fail = (reason: Failure) => finish({ result: "failure", reason, sessionPresent: false });

  socket.write(connectPacket({ clientId, clean, keepaliveS: 30, credentials }));
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (!open || received.length < connackBytes) return;
    const [type, , flags = 0, code] = received;
    if (type === 0x20 && code === 0)
      finish({ result: "success", reason: "none", sessionPresent: (flags & 1) === 1 });
    else fail("rejected");
    if (socket.writable) socket.end(disconnect);
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    const code = error.code ?? "";
    if (ownErrors.has(code)) finish({ result: "own-error", reason: code });
    else fail(failures[code] ?? "unreachable");
  });
  socket.on("close", () => fail("closed"));

  return () => {
    fail("timeout");
    // A reset leaves nothing in TIME_WAIT, and ends a DISCONNECT that nobody reads.
    if (!socket.destroyed) socket.resetAndDestroy();
  };
}

type Failure = Exclude<ConnectResult["reason"], "none">;

const ownErrors = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
const failures: Record<string, Failure> = { ECONNREFUSED: "refused", ECONNRESET: "reset", EPIPE: "reset" };
