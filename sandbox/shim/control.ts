import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { faultSet } from "./fault-set.ts";
import type { Shim } from "./shim.ts";

/** `PUT /faults` replaces the side's faults, `GET /faults` shows them, `GET /metrics` counts. */
export function createControl(shim: Shim, side: string): Server {
  return createServer((request, response) => {
    void answer(shim, side, request, response).catch((error: unknown) => {
      send(response, 500, "text/plain", `${String(error)}\n`);
    });
  });
}

async function answer(shim: Shim, side: string, request: IncomingMessage, response: ServerResponse) {
  const route = `${request.method ?? ""} ${request.url ?? ""}`;
  if (route === "GET /metrics") return send(response, 200, "text/plain; version=0.0.4", metrics(shim, side));
  if (route === "GET /faults") return send(response, 200, "application/json", JSON.stringify(shim.faults()));
  if (route !== "PUT /faults")
    return send(response, 404, "text/plain", "PUT /faults, GET /faults or GET /metrics\n");
  const body = await readJson(request);
  const parsed = faultSet.safeParse(body);
  if (!parsed.success)
    return send(
      response,
      400,
      "application/json",
      JSON.stringify({ error: parsed.error.issues[0]?.message }),
    );
  shim.apply(parsed.data);
  return send(response, 200, "application/json", JSON.stringify(parsed.data));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string) {
  response.writeHead(status, { "content-type": type }).end(body);
}

function metrics(shim: Shim, side: string): string {
  const { accepted, refused, open, lost, duplicated, retried, unreachable } = shim.counters();
  const line = (name: string, kind: string, value: number) =>
    `# TYPE sandbox_shim_${name} ${kind}\nsandbox_shim_${name}{color="${side}"} ${value}\n`;
  return [
    line("connections", "gauge", open),
    line("accepted_total", "counter", accepted),
    line("refused_total", "counter", refused),
    line("unreachable_total", "counter", unreachable),
    line("retried_total", "counter", retried),
    line("messages_lost_total", "counter", lost),
    line("messages_duplicated_total", "counter", duplicated),
  ].join("");
}
