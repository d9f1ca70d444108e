import type { Faults } from "./state.ts";
import type { Treatment } from "./proxy.ts";

const writes = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const status = (code: number, reason: string, message: string) =>
  JSON.stringify({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    message,
  });

/**
 * What happens to a request to the Kubernetes API. Replies of writes alone are dropped: a lost answer to a read is
 * only a slow read, while a lost answer to a write leaves something committed that the caller does not know of.
 */
export function treatKubernetes(
  faults: Faults["kubernetes"],
  method: string,
  dice: { error: number; drop: number },
): Treatment {
  if (faults.down) return { kind: "cut" };
  if (dice.error < faults.errorRate) {
    const body = status(500, "InternalError", "fault switched on in the sandbox");
    return { kind: "answer", delayMs: faults.latencyMs, status: 500, body };
  }
  return {
    kind: "forward",
    delayMs: faults.latencyMs,
    dropReply: writes.has(method) && dice.drop < Number(faults.dropReplies),
  };
}

export const kubernetesUnreachable = (error: Error) => ({
  status: 503,
  body: status(503, "ServiceUnavailable", `the API server cannot be reached: ${error.message}`),
});
