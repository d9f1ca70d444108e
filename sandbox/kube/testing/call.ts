import { request as httpRequest } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import type { Json, JsonObject } from "../json.ts";
import { asObject } from "../json.ts";

/** Somebody's way to an API server, real or embedded. */
export type Access = { url: string; token: string; ca?: string };

export type Answer = {
  code: number;
  body: JsonObject;
  /** The frames of a watch, or the one document. */
  documents: JsonObject[];
  warning: string;
};

export type Ask = {
  method?: string;
  path: string;
  body?: Json;
  type?: string;
  accept?: string;
  agent?: string;
};

function parsed(text: string): JsonObject[] {
  const lines = text.includes("\n") ? text.split("\n") : [text];
  return lines
    .filter((line) => line.trim().startsWith("{"))
    .map((line) => asObject(JSON.parse(line) as Json));
}

/** Sends one request and waits for its whole answer. */
export function call(access: Access, ask: Ask): Promise<Answer> {
  const isTls = access.url.startsWith("https:");
  const text = ask.body === undefined ? undefined : JSON.stringify(ask.body);
  return new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(access.url + ask.path, {
      method: ask.method ?? (ask.body === undefined ? "GET" : "POST"),
      ...(isTls ? { agent: new Agent({ ca: access.ca }) } : {}),
      headers: {
        ...(access.token === "" ? {} : { authorization: `Bearer ${access.token}` }),
        accept: ask.accept ?? "application/json",
        "user-agent": ask.agent ?? "suite/1.0",
        ...(text === undefined
          ? {}
          : { "content-type": ask.type ?? "application/json", "content-length": Buffer.byteLength(text) }),
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        const documents = parsed(body);
        resolve({
          code: response.statusCode ?? 0,
          body: documents[0] ?? {},
          documents,
          warning: String(response.headers["warning"] ?? ""),
        });
      });
    });
    request.end(text);
  });
}
