import { z } from "zod";
import { formatDuration, parseDuration } from "../std/duration.ts";
import { formatTime, parseTime } from "../std/time.ts";

/** RFC 3339 on the wire, milliseconds since the epoch inside. */
export const time = () =>
  z.codec(z.string(), z.number(), {
    decode(text, context) {
      const parsed = parseTime(text);
      if (parsed.ok) return parsed.value;
      context.issues.push({ code: "custom", input: text, message: parsed.error });
      return z.NEVER;
    },
    encode: (ms) => formatTime(ms),
  });

/** Go's grammar on the wire, whole milliseconds inside. */
export const duration = () =>
  z.codec(z.string(), z.number(), {
    decode(text, context) {
      const parsed = parseDuration(text);
      if (parsed.ok) return Math.round(parsed.value);
      context.issues.push({ code: "custom", input: text, message: parsed.error });
      return z.NEVER;
    },
    encode: (ms) => formatDuration(ms),
  });

/** A string of a known set. */
export const oneOf = <const T extends string>(...values: readonly T[]) => z.enum(values);

type Renamed<T, From extends keyof T, To extends string> = Omit<T, From> &
  (Record<never, never> extends Pick<T, From> ? { [K in To]?: T[From] } : { [K in To]: T[From] });

/** The same object with one field under another name inside. */
export function renamed<S extends z.ZodObject, From extends string & keyof z.output<S>, To extends string>(
  schema: S,
  from: From,
  to: To,
) {
  type Inner = Renamed<z.output<S>, From, To>;
  return z.codec(schema, z.custom<Inner>(), {
    decode: (outer) => move(outer, from, to) as Inner,
    encode: (inner) => move(inner as Record<string, unknown>, to, from) as z.output<S>,
  });
}

function move(object: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key === from ? to : key, value]));
}

/** A list whose unreadable items count as absent: none of these can let something happen by being there in part. */
export function readableItems<S extends z.ZodType>(item: S) {
  return z.codec(z.array(z.unknown()), z.array(z.custom<z.output<S>>()), {
    decode: (items) =>
      items.flatMap((wire) => {
        const read = z.safeDecode(item, wire as z.input<S>);
        return read.success ? [read.data] : [];
      }),
    encode: (items) => items.map((value) => z.encode(item, value)),
  });
}
