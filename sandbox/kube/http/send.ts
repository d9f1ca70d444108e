import type { ServerResponse } from "node:http";
import type { JsonObject } from "../json.ts";

export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  type = "application/json",
): void {
  response.writeHead(code, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-cache, private",
  });
  response.end(text);
}

export const sendJson = (response: ServerResponse, code: number, body: JsonObject): void =>
  sendText(response, code, JSON.stringify(body));
