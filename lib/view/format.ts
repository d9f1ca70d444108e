/** A space that keeps a figure and its unit on one line. */
export const NBSP = "\u00a0";

const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `20,114`. */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** `10 %`, `9.8 %`: at most `digits` decimals, without trailing zeros. */
export function formatPercent(value: number, digits = 1): string {
  return `${trimmed(value, digits)}${NBSP}%`;
}

/** A figure with its unit: `99.98 %`, `38 ms`, `1 / h`. Near 100 % as many digits as tell it from 100. */
export function formatValue(value: number, unit: string): string {
  if (unit === "%") return formatPercent(value, percentDigits(value));
  if (unit === "") return trimmed(value, 3);
  if (unit.startsWith("/")) return `${trimmed(value, 1)}${NBSP}/${NBSP}${perUnit(unit)}`;
  return `${trimmed(value, value < 10 ? 1 : 0)}${NBSP}${unit}`;
}

/** `/30s` as `30 s`. */
function perUnit(unit: string): string {
  return unit
    .slice(1)
    .trim()
    .replace(/^(\d+)([a-z]+)$/, `$1${NBSP}$2`);
}

function percentDigits(value: number): number {
  const missing = 100 - value;
  if (missing <= 0 || missing >= 1) return missing >= 1 && value > 1 ? 1 : 2;
  return Math.min(4, Math.max(2, Math.ceil(-Math.log10(missing)) + 1));
}

/** Rounded towards what is worse for a percentage below 100, so that 99.9999 is never shown as 100. */
function trimmed(value: number, digits: number): string {
  const factor = 10 ** digits;
  const rounded = Math.round(value * factor) / factor;
  const honest = rounded === 100 && value < 100 ? Math.floor(value * factor) / factor : rounded;
  return decimals(digits).format(honest);
}

const byDigits = new Map<number, Intl.NumberFormat>();

/** Making one costs a hundred times what using it does, and a page has hundreds of figures. */
function decimals(digits: number): Intl.NumberFormat {
  const known = byDigits.get(digits);
  if (known) return known;
  const made = new Intl.NumberFormat("en-US", { maximumFractionDigits: digits });
  byDigits.set(digits, made);
  return made;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time with its two largest units: `1 h 19 min`, `41 min`, `1 min 5 s`, `0.8 s`, `9 ms`. */
export function formatSpan(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 100) return `${Math.round(length)}${NBSP}ms`;
  if (length < 9_950) return `${trimmed(length / SECOND, 1)}${NBSP}s`;
  if (length < MINUTE) return `${Math.round(length / SECOND)}${NBSP}s`;
  if (length < 10 * MINUTE) return pair(length, MINUTE, "min", SECOND, "s");
  if (length < HOUR) return `${Math.round(length / MINUTE)}${NBSP}min`;
  if (length < DAY) return pair(length, HOUR, "h", MINUTE, "min");
  return pair(length, DAY, "d", HOUR, "h");
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.round(ms / small) * small;
  const rest = Math.round((whole % large) / small);
  const head = `${Math.floor(whole / large)}${NBSP}${largeUnit}`;
  return rest === 0 ? head : `${head}${NBSP}${rest}${NBSP}${smallUnit}`;
}

/** `1 client`, `2 clients`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)}${NBSP}${count === 1 ? one : many}`;
}

/** A user as people say it: the last part of an OIDC subject, the name of a service account. */
export function shortActor(actor: string): string {
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(actor);
  if (account) return `${account[2]} (${account[1]})`;
  const subject = actor.includes("#") ? actor.slice(actor.lastIndexOf("#") + 1) : actor;
  return subject.replace(/^oidc:/, "");
}
