/** `2026-11-24 14:43:00`, in UTC, as Prometheus's page reads it. */
const clock = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

/** Shorter is no picture. */
const LEAST_SPAN_MS = 60_000;

/**
 * Prometheus's own page with these queries, one panel each, over a time in milliseconds since the epoch; its table shows their values at the end of
 * it. `/graph` is understood by versions 2 and 3.
 */
export function prometheusLink(
  base: string,
  queries: readonly string[],
  { from, to }: { from: number; to: number },
): string {
  const parameters = new URLSearchParams();
  queries.forEach((query, index) => {
    const panel = `g${index}.`;
    parameters.set(`${panel}expr`, query);
    parameters.set(`${panel}tab`, "0");
    parameters.set(`${panel}range_input`, `${Math.ceil(Math.max(LEAST_SPAN_MS, to - from) / 1_000)}s`);
    parameters.set(`${panel}end_input`, clock(to));
    parameters.set(`${panel}moment_input`, clock(to));
  });
  return `${base}/graph?${parameters.toString().replaceAll("+", "%20")}`;
}
