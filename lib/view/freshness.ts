import type { MigrationDocument } from "./document.ts";
import { formatSpan } from "./format.ts";
import type { Staleness } from "./next-step.ts";

/** How the page hears of changes. */
export type Connection = "connecting" | "live" | "broken" | "gone" | "paused";

export type Freshness = Staleness & {
  connection: Connection;
  /** `live, 2 s ago`. */
  label: string;
};

/** Older than this, nobody should decide on the figures. A tick is a second; a scrape may be fifteen. */
export const STALE_AFTER_MS = 15_000;

/** Without a connection nothing newer is on its way: a reconnect takes a second or two, and this is longer. */
const CUT_OFF_AFTER_MS = 8_000;

/** `now` is the server's clock as far as the page knows it. `silent`: the server says that Kubernetes does not answer it. */
export function toFreshness(asOf: number, now: number, connection: Connection, silent = false): Freshness {
  const age = Math.max(0, now - asOf);
  const text = age < 1_000 ? "now" : formatSpan(Math.floor(age / 1_000) * 1_000);
  const cause = causeOf(age, connection, silent);
  const isYoung = age < 1_000;
  const when =
    connection === "gone" || (cause !== undefined && isYoung) ? "" : isYoung ? ", now" : `, ${text} ago`;
  // The connection may be as live as can be: what comes over it is not.
  const word = cause === undefined || connection !== "live" ? WORDS[connection] : "not live";
  return { connection, stale: cause !== undefined, ...(cause && { cause }), text, label: `${word}${when}` };
}

function causeOf(age: number, connection: Connection, silent: boolean): Staleness["cause"] {
  if (connection === "gone") return "gone";
  const cutOff = connection === "broken" || connection === "connecting";
  if (cutOff && age > CUT_OFF_AFTER_MS) return "cut-off";
  if (silent) return "silent";
  return age > STALE_AFTER_MS ? "old" : undefined;
}

/** What the server knows of its own sight counts at once, however young the figures are. */
export function withSilence(staleness: Staleness, { unanswered }: MigrationDocument): Staleness {
  if (unanswered === undefined || staleness.cause === "gone" || staleness.cause === "cut-off")
    return staleness;
  return { ...staleness, stale: true, cause: "silent" };
}

const WORDS: Record<Connection, string> = {
  connecting: "connecting",
  live: "live",
  broken: "reconnecting",
  gone: "no longer allowed",
  paused: "paused",
};
