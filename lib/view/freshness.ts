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

/** `now` is the server's clock as far as the page knows it. */
export function toFreshness(asOf: number, now: number, connection: Connection): Freshness {
  const age = Math.max(0, now - asOf);
  const text = age < 1_000 ? "now" : formatSpan(Math.floor(age / 1_000) * 1_000);
  const stale = connection === "gone" || age > STALE_AFTER_MS;
  const when = connection === "gone" ? "" : age < 1_000 ? ", now" : `, ${text} ago`;
  return { connection, stale, text, label: `${WORDS[connection]}${when}` };
}

const WORDS: Record<Connection, string> = {
  connecting: "connecting",
  live: "live",
  broken: "reconnecting",
  gone: "no longer allowed",
  paused: "paused",
};
