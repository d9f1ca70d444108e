import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { getStream } from "../../../lib/server/api/stream.ts";
import { type Container, provide } from "../../../lib/server/container.ts";
import { buildContainer } from "../../../lib/server/container/build.ts";
import { readEnvironment } from "../../../lib/server/environment.ts";
import { KEY } from "./cluster.ts";
import { close, listen, portOf } from "./meter.ts";

export type Product = {
  container: Container;
  /** Serves `…/stream` as the server's route does. */
  url: string;
  stop: () => Promise<void>;
};

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The server's container at default settings, in this process, and the route of the stream on a socket of its own. */
export async function startProduct(kubeconfig: string, prometheus: string): Promise<Product> {
  const environment = readEnvironment({
    KUBECONFIG: kubeconfig,
    PROMETHEUS_URL: prometheus,
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: "of no use to anybody",
  });
  if (!environment.ok) throw new Error(environment.error.join("; "));
  const { container, steps } = buildContainer(environment.value, silent);
  provide(container);
  const server = createServer((request, response) => void answer(request, response));
  await listen(server);
  return {
    container,
    url: `http://127.0.0.1:${portOf(server)}`,
    async stop() {
      for (const step of steps) await step.run();
      provide(undefined);
      await close(server);
    },
  };
}

async function answer(from: IncomingMessage, to: ServerResponse): Promise<void> {
  const request = new Request(`http://internal${from.url ?? ""}`, {
    headers: { authorization: from.headers.authorization ?? "" },
  });
  const response = await getStream(request, { params: Promise.resolve({ ...KEY }) });
  to.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) to.end();
  // A reader that leaves ends the pipeline, which cancels the body.
  else await pipeline(Readable.fromWeb(response.body as WebStream), to).catch(() => undefined);
}
