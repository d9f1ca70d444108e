/**
 * How much of a time is shown: `14:02`, `14:02:11`; `day` is the first and `log` the second, with the weekday when it is another day than `near`,
 * or the date when that is long ago.
 */
export type TimeStyle = "minute" | "second" | "day" | "log";

const cache = new Map<string, Intl.DateTimeFormat>();

/** A time in `zone` (an IANA name). `near` is the moment that decides whether the day has to be said. */
export function formatClock(ms: number, zone: string, style: TimeStyle, near: number): string {
  const clock = formatter(zone, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(style === "second" || style === "log" ? { second: "2-digit" } : {}),
  }).format(ms);
  const day = formatter(zone, { year: "numeric", month: "numeric", day: "numeric" });
  if (style === "second" || day.format(ms) === day.format(near)) return clock;
  const withinAWeek = Math.abs(ms - near) < 6.5 * 86_400_000;
  const name = formatter(
    zone,
    withinAWeek ? { weekday: "short" } : { day: "numeric", month: "short" },
  ).format(ms);
  // A log has narrow columns on a phone: the day may stand over the time.
  return style === "log" ? `${name} ${clock}` : `${name}\u00a0${clock}`;
}

/** In full, for whoever asks: `Tue 24 Nov 2026, 14:02:11 UTC`. */
export function formatUtc(ms: number): string {
  const text = formatter("UTC", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ms);
  return `${text} UTC`;
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  cache.set(key, made);
  return made;
}
