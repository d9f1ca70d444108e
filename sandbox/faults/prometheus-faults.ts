import type { Faults } from "./state.ts";
import type { Treatment } from "./proxy.ts";

/** An answer as Prometheus gives it when no series matches. */
function emptyAnswer(path: string): string {
  const resultType = path.startsWith("/api/v1/query_range") ? "matrix" : "vector";
  const data = path.startsWith("/api/v1/query") ? { resultType, result: [] } : [];
  return JSON.stringify({ status: "success", data });
}

/** What happens to a request to Prometheus. */
export function treatPrometheus(faults: Faults["prometheus"], path: string): Treatment {
  if (faults.down) return { kind: "cut" };
  const delayMs = faults.latencyMs;
  if (faults.empty && path.startsWith("/api/v1/"))
    return { kind: "answer", delayMs, status: 200, body: emptyAnswer(path) };
  return { kind: "forward", delayMs, dropReply: false };
}

export const prometheusUnreachable = (error: Error) => ({
  status: 503,
  body: JSON.stringify({ status: "error", errorType: "unavailable", error: error.message }),
});
