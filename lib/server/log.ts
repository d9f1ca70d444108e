import "server-only";
import pino from "pino";

type Write = (fields: Record<string, unknown>, message: string) => void;
/** Structured: what came from outside is a field and never part of the text, so that nobody forges a line. */
export type Log = { info: Write; warn: Write; error: Write };

/** Names of fields whose values never reach a log, wherever a caller may put them. */
const SECRET = ["token", "secret", "cookie", "authorization", "password"];

export function makeLog(): Log {
  return pino(
    {
      base: { app: "crossfade" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: "[removed]" },
      serializers: { error: pino.stdSerializers.err },
    },
    // Synchronous: the last line before an exit is the one that matters.
    pino.destination({ fd: 1, sync: true }),
  );
}
