import type { IncomingMessage } from "node:http";
import { parse as parseYaml } from "yaml";
import type { Json } from "../json.ts";
import { badRequest, StatusError, unsupportedMediaType } from "../status-error.ts";

const MAX_BYTES = 3 * 1024 * 1024;

export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new StatusError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${MAX_BYTES}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const YAML_TYPES = new Set(["application/yaml", "application/apply-patch+yaml"]);

/** The body as JSON (from YAML where its type says so), or undefined when there is none. */
export async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const bytes = await readAll(request);
  if (bytes.length === 0) return undefined;
  const type = mediaTypeOf(request);
  if (type.includes("protobuf")) throw unsupportedMediaType(["application/json", "application/yaml"]);
  const text = bytes.toString("utf8");
  try {
    if (YAML_TYPES.has(type)) return parseYaml(text, { maxAliasCount: 100, schema: "yaml-1.1" }) as Json;
    return JSON.parse(text) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : "not JSON";
    throw badRequest(`error decoding the body of the request: ${why}`);
  }
}
