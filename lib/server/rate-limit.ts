export type RateLimiter = {
  /** Counts one use by `who`, or says in how many whole seconds there is room again. */
  take(who: string): { ok: true } | { ok: false; retryAfterS: number };
  /** As `take`, but counts nothing. */
  look(who: string): { ok: true } | { ok: false; retryAfterS: number };
};

const MOST_WHO = 100_000;

/** At most `limit` uses in any `windowMs`, for each `who`. `monotonic` in milliseconds. */
export function makeRateLimiter(limit: number, windowMs: number, monotonic: () => number): RateLimiter {
  const uses = new Map<string, number[]>();

  function recent(who: string, now: number): number[] {
    const kept = (uses.get(who) ?? []).filter((at) => now - at < windowMs);
    if (kept.length === 0) uses.delete(who);
    else uses.set(who, kept);
    return kept;
  }

  function look(who: string): ReturnType<RateLimiter["look"]> {
    const now = monotonic();
    const kept = recent(who, now);
    if (kept.length < limit) return { ok: true };
    const oldest = kept[0] ?? now;
    return { ok: false, retryAfterS: Math.max(1, Math.ceil((oldest + windowMs - now) / 1_000)) };
  }

  /** Only somebody who makes names up comes near this: their oldest go first. */
  function makeRoom(now: number): void {
    for (const who of uses.keys()) {
      if (uses.size < MOST_WHO) return;
      if (recent(who, now).length > 0) uses.delete(who);
    }
  }

  return {
    look,
    take(who) {
      const answer = look(who);
      if (!answer.ok) return answer;
      const now = monotonic();
      makeRoom(now);
      uses.set(who, [...(uses.get(who) ?? []), now]);
      return answer;
    },
  };
}
