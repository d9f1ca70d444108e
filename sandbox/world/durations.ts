const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a duration in Go's grammar, such as `90s` or `1h30m`. Throws on anything else. */
export function secondsOf(duration: string): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(duration)) throw new Error(`not a duration: ${duration}`);
  let seconds = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g))
    seconds += Number(amount) * (unitSeconds[unit ?? ""] ?? 0);
  return seconds;
}

/** Whole seconds in Go's grammar: `1h30m`, `45s`. */
export function toDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: Array<[number, string]> = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor((whole % 3600) / 60), "m"],
    [whole % 60, "s"],
  ];
  const text = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`);
  return text.length === 0 ? "0s" : text.join("");
}

/** A duration divided by the speed, in whole seconds, and never below the floor; at speed 1 it stays as it is. */
export function divided(duration: string, speed: number, floorSeconds: number): string {
  const seconds = secondsOf(duration);
  if (speed === 1) return duration;
  return toDuration(Math.min(seconds, Math.max(floorSeconds, Math.ceil(seconds / speed))));
}
