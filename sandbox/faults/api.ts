import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { page } from "./page.ts";
import type { Switchboard } from "./switchboard.ts";

/** `GET` and `PUT /faults` (a merge), and the page at `/`. */
export function createFaultsApi(board: Switchboard): Server {
  return createServer((request, response) => {
    void answer(board, request, response).catch((error: unknown) =>
      json(response, 500, { error: String(error) }),
    );
  });
}

async function answer(board: Switchboard, request: IncomingMessage, response: ServerResponse) {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path === "/" && request.method === "GET")
    return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  if (path !== "/faults") return json(response, 404, { error: "there is /faults, and a page at /" });
  if (request.method === "GET") return json(response, 200, board.faults);
  if (request.method !== "PUT") return json(response, 405, { error: "GET or PUT" });
  const body = await readJson(request);
  if (!body.ok) return json(response, 400, { error: body.problem });
  const { status, problems } = await board.change(body.value);
  if (status === 200) return json(response, 200, board.faults);
  return json(response, status, { error: problems.join("; ") });
}

async function readJson(
  request: IncomingMessage,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: string }> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > 65_536) return { ok: false, problem: "body: larger than 64 KiB" };
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: `body: not JSON (${error.message})` };
    throw error;
  }
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
