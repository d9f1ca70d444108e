import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * RFC 8785 canonical JSON. Throws on what JSON cannot say (NaN, infinities, cycles, lone surrogates, a
 * bare `undefined`): callers pass values that came from JSON.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}

/** SHA-256 of the text's UTF-8 bytes as 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-256 of the canonical JSON: equal for equal JSON values, whatever the order of their keys. */
export function canonicalHash(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
