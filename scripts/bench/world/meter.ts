import {
  createServer,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

export type Passed = { method: string; path: string; status: number; at: number; dryRun: boolean };

/** A door in front of a server, through which everything passes as it is, and is counted. */
export type Meter = {
  url: string;
  /** How often each kind of request was answered, or began to be: `GET migrations (watch)`. */
  counts: Map<string, number>;
  /** Called with each answer, when its head has come. `at`: milliseconds of `performance.now()`. */
  onAnswer: (listener: (passed: Passed) => void) => void;
  stop: () => Promise<void>;
};

/** `kindOf` names a request for counting. */
export async function startMeter(
  target: string,
  kindOf: (method: string, url: URL) => string,
): Promise<Meter> {
  const counts = new Map<string, number>();
  const listeners: ((passed: Passed) => void)[] = [];

  function pass(from: IncomingMessage, to: ServerResponse): void {
    const { method = "GET", headers } = from;
    const url = new URL(from.url ?? "/", target);
    const kind = kindOf(method, url);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const { host: _host, ...rest } = headers;
    const onward = send(url, { method, headers: rest }, (answer) => {
      const status = answer.statusCode ?? 0;
      const passed = {
        method,
        path: url.pathname,
        status,
        at: performance.now(),
        dryRun: url.searchParams.has("dryRun"),
      };
      for (const listener of listeners) listener(passed);
      to.writeHead(status, answer.headers);
      to.flushHeaders();
      answer.pipe(to);
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => onward.destroy());
    from.pipe(onward);
  }

  const server = createServer(pass);
  server.keepAliveTimeout = 60_000;
  await listen(server);
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    counts,
    onAnswer: (listener) => void listeners.push(listener),
    stop: () => close(server),
  };
}

export const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** One that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server);
  const port = portOf(server);
  await close(server);
  return port;
}
