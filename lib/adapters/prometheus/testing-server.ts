import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = {
  path: string;
  query: string;
  parameters: URLSearchParams;
  headers: IncomingHttpHeaders;
};
/** What to answer: a body and code, or a function that writes it by itself. */
export type Reply = { code?: number; body: unknown } | "hang" | "endless";

export type FakePrometheus = {
  url: string;
  asked: Asked[];
  reply: (asked: Asked) => Reply | Promise<Reply>;
  stop(): Promise<void>;
};

/** A server that answers queries as a test says. */
export async function startFakePrometheus(): Promise<FakePrometheus> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const parameters = new URLSearchParams(body);
      const asked = {
        path: request.url ?? "",
        query: parameters.get("query") ?? "",
        parameters,
        headers: request.headers,
      };
      fake.asked.push(asked);
      void Promise.resolve(fake.reply(asked)).then((reply) => {
        if (reply === "hang") return;
        if (reply === "endless") {
          response.writeHead(200, { "content-type": "application/json" });
          const more = () => {
            while (!response.destroyed && response.write(" ".repeat(65_536)));
          };
          response.on("drain", more);
          more();
          return;
        }
        response.writeHead(reply.code ?? 200, { "content-type": "application/json" });
        response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakePrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    reply: () => ({ body: { status: "success", data: { resultType: "vector", result: [] } } }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

export const row = (key: string, value: string, labels: Record<string, string> = {}) => ({
  metric: { ...labels, crossfade_key: key },
  value: [1_767_225_600.123, value],
});

export const vector = (result: unknown[], more: Record<string, unknown> = {}): Reply => ({
  body: { status: "success", data: { resultType: "vector", result }, ...more },
});
