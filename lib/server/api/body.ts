import { err, ok, type Result } from "../../core/std/result.ts";

export const MOST_BYTES = 64 * 1_024;

/** Reads a body, but never more than 64 KiB of it, whatever its headers say. */
export async function readBody(request: Request): Promise<Result<Uint8Array<ArrayBuffer>, "too-large">> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return err("too-large");
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      return err("too-large");
    }
    chunks.push(value);
  }
  return ok(new Uint8Array(Buffer.concat(chunks)));
}

export type BodyKind = "json" | "form" | "other";

export function bodyKind(headers: Pick<Headers, "get">): BodyKind {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") return "json";
  return type === "application/x-www-form-urlencoded" || type === "multipart/form-data" ? "form" : "other";
}

export function parseJson(bytes: Uint8Array): Result<unknown, string> {
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return err("body: is not JSON");
    throw error;
  }
}

const FLAGS: Record<string, boolean> = { true: true, on: true, false: false };

/**
 * The fields of a form as the body of a command. An empty field counts as absent, since a form cannot leave one out; `stage` may be
 * empty. `force` is a checkbox. Fields that Next.js adds to forms of actions (`$ACTION…`) are not ours.
 */
export function formToCommand(form: FormData): Result<Record<string, unknown>, string> {
  const body = new Map<string, unknown>();
  for (const [name, value] of form) {
    if (name.startsWith("$ACTION")) continue;
    if (typeof value !== "string") return err(`${name}: is a file`);
    if (body.has(name)) return err(`${name}: is there more than once`);
    if (value === "" && name !== "stage") continue;
    body.set(name, name === "force" ? (FLAGS[value] ?? value) : value);
  }
  return ok(Object.fromEntries(body));
}

/** Parses a form of either encoding. */
export async function parseForm(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<Result<Record<string, unknown>, string>> {
  try {
    return formToCommand(await new Response(bytes, { headers: { "content-type": contentType } }).formData());
  } catch (error) {
    if (error instanceof TypeError) return err("body: is not a form");
    throw error;
  }
}
