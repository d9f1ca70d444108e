/** What a plan means where it says nothing (the user's reference is docs/plan.md). */
export const DEFAULTS = {
  minReady: 1,
  settleMs: 90_000,
  /** Istio's own drain time. */
  drainTimeMs: 45_000,
  windowMs: 5 * 60_000,
  freshForMs: 60_000,
  quorum: 1,
  expiresMs: 24 * 3_600_000,
  jobTimeoutMs: 15 * 60_000,
} as const;
