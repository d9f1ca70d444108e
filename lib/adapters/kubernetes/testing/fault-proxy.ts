import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Faults = {
  /** Passes the request on, and cuts the connection instead of answering. */
  dropReplies?: boolean;
  /** Passes nothing on, and answers nothing. */
  hang?: boolean;
  /** Answers this code to everything. */
  status?: number;
  /** Watches stay open, and nothing comes out of them. */
  silentWatches?: boolean;
  /** Which calls it is about; all by default. */
  only?: (method: string, url: string) => boolean;
};

export type FaultProxy = {
  url: string;
  faults: Faults;
  /** `GET /path?query`, in order. */
  calls: string[];
  /** Cuts every open connection, watches included. */
  cut(): void;
  stop(): Promise<void>;
};

/** Stands between a client and an API server, and does to their conversation what networks do. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const open = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    proxy.calls.push(`${method} ${url}`);
    open.add(outgoing);
    outgoing.on("close", () => open.delete(outgoing));
    const faults = proxy.faults.only?.(method, url) === false ? {} : proxy.faults;
    if (faults.hang === true) return;
    if (faults.status !== undefined) {
      outgoing.writeHead(faults.status, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ kind: "Status", code: faults.status, message: "injected" }));
      return;
    }
    const onward = httpRequest(new URL(url, target), { method, headers }, (answer) => {
      if (faults.dropReplies === true) {
        answer.resume();
        answer.on("end", () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      if (faults.silentWatches === true && url.includes("watch=true")) answer.resume();
      else answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  const proxy: FaultProxy = {
    url: "",
    faults: {},
    calls: [],
    cut() {
      for (const response of open) response.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
