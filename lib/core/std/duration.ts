import { err, ok, type Result } from "./result.ts";

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Go keeps a duration as int64 nanoseconds; what does not fit there is no duration for Kubernetes either. */
const MAX_MS = 2 ** 63 / 1e6;

const TERM = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * Reads Go's duration grammar (`90s`, `1h30m`, `1.5h`, `-2m`, `0`) into milliseconds, which are
 * fractional below `1ms`.
 */
export function parseDuration(text: string): Result<number, string> {
  const wrong = err('is not a duration: write numbers with units, such as "90s", "1h30m" or "250ms"');
  // Nothing sane is longer, and the bound keeps hostile input cheap.
  if (text.length > 64) return wrong;
  const signed = /^[+-]/.test(text);
  const body = signed ? text.slice(1) : text;
  if (body === "0") return ok(0);
  if (body === "") return wrong;
  let ms = 0;
  TERM.lastIndex = 0;
  while (TERM.lastIndex < body.length) {
    const term = TERM.exec(body);
    const perUnit = MS_PER_UNIT[term?.[2] ?? ""];
    if (term === null || perUnit === undefined) return wrong;
    ms += Number(term[1]) * perUnit;
  }
  if (ms >= MAX_MS) return err("is longer than 292 years");
  return ok(text.startsWith("-") && ms !== 0 ? -ms : ms);
}

/**
 * Writes milliseconds in Go's grammar, in the shortest form: `1h30m`, `1m30s`, `250ms`, `0s`.
 * Fractions of a millisecond are rounded off. `NaN` and infinities are a bug of the caller and throw.
 */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) throw new RangeError(`not a duration: ${ms}`);
  const whole = Math.round(Math.abs(ms));
  const sign = ms < 0 && whole > 0 ? "-" : "";
  if (whole === 0) return "0s";
  if (whole < 1_000) return `${sign}${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = Math.floor((whole % 60_000) / 1_000);
  const fraction = whole % 1_000;
  // A fraction as its own term ("1s250ms") survives the way back exactly; "1.25s" need not.
  const terms = [
    hours > 0 ? `${hours}h` : "",
    minutes > 0 ? `${minutes}m` : "",
    seconds > 0 ? `${seconds}s` : "",
    fraction > 0 ? `${fraction}ms` : "",
  ];
  return sign + terms.join("");
}
