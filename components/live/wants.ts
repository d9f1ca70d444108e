/** What a page wants to hear of: everything, or one Migration as `namespace/name`. */
export type Want = "all" | (string & {});

/** The one stream that serves every page of this browser: a Migration's own when all want the same one. */
export function streamUrl(wants: Iterable<Want>): string {
  const distinct = new Set(wants);
  const [only] = distinct;
  if (distinct.size !== 1 || only === undefined || only === "all") return "/api/v1/stream";
  const [namespace = "", name = ""] = only.split("/", 2);
  return `/api/v1/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/stream`;
}

/** Wants of other tabs, which are forgotten when a tab has been silent for long: it may have crashed. */
export function createWants(forgetAfterMs: number) {
  const known = new Map<string, { want: Want; at: number }>();
  return {
    hear(tab: string, want: Want, now: number): void {
      known.set(tab, { want, at: now });
    },
    forget(tab: string): void {
      known.delete(tab);
    },
    all(now: number): Want[] {
      for (const [tab, { at }] of known) if (now - at > forgetAfterMs) known.delete(tab);
      return [...known.values()].map(({ want }) => want);
    },
  };
}
