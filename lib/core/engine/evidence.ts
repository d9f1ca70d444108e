/** What an entry may carry, in bytes of JSON: the contract's limit, and what is left while many entries wait in the status. */
const EVIDENCE_MAX = 16_384;
const EVIDENCE_WHEN_CROWDED = 1_024;
const CROWDED_BYTES = 48 * 1_024;

export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? "", "utf8");

/** Whole code points only: half of a surrogate pair has no place in canonical JSON. */
export const wellFormed = (text: string): string => text.toWellFormed();

/**
 * Evidence as the journal can store it: JSON without what JSON cannot say, and no longer than there is room for. Of an object the longest
 * parts give way first, and say how long they were.
 */
export function storableEvidence(value: unknown, waiting: unknown): unknown {
  const most = jsonBytes(waiting) > CROWDED_BYTES ? EVIDENCE_WHEN_CROWDED : EVIDENCE_MAX;
  const plain = plainJson(value);
  if (jsonBytes(plain) <= most) return plain;
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return clipped(plain);
  const parts = Object.entries(plain);
  for (const [key, part] of parts.toSorted(([, a], [, b]) => jsonBytes(b) - jsonBytes(a))) {
    Reflect.set(plain, key, clipped(part));
    if (jsonBytes(plain) <= most) return plain;
  }
  return clipped(plain);
}

/** The value as canonical JSON can say it. */
export const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value, sayable) ?? "null");

const clipped = (value: unknown): { clipped: string } => ({ clipped: `${jsonBytes(value)} bytes` });

function sayable(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "string" ? wellFormed(value) : value;
}
