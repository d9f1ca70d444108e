import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { endWithParent } from "../world/lifeline.ts";

/**
 * The receivers of the sandbox: takes Alertmanager's alerts (`/api/v2/alerts`) and webhook calls (`/webhook`), writes
 * each to its log, and shows the last ones at `/received`.
 */
const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const received: Array<{ at: string; path: string; body: unknown }> = [];
const kept = 500;

const server = createServer((request, response) => {
  void (async () => {
    const path = request.url ?? "/";
    if (request.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end(path === "/received" ? JSON.stringify(received) : "{}");
      return;
    }
    const body = await text(request);
    received.push({ at: new Date().toISOString(), path, body: parsed(body) });
    if (received.length > kept) received.shift();
    console.log(`${new Date().toISOString()} ${path} ${body.slice(0, 2000)}`);
    response.end();
  })().catch((error: unknown) => {
    console.error(`sink: ${String(error)}`);
    response.destroy();
  });
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return body;
    throw error;
  }
}

server.listen(Number(values.port), "127.0.0.1");
endWithParent();
