import type { Unknown } from "../../core/engine/observation.ts";
import type { ActionResult } from "../../ports/workloads.ts";
import type { KubeFailure } from "./answer.ts";

/** Why something could not be read, in the engine's words. */
export function unknownFrom(failure: KubeFailure, at: number): Unknown {
  const code =
    failure.state === "forbidden" || failure.state === "unauthorized"
      ? "forbidden"
      : failure.state === "not-found"
        ? "gone"
        : failure.state === "invalid"
          ? "invalid"
          : "unreachable";
  return { state: "unknown", code, why: failure.why, at };
}

export function actionResult(failure: KubeFailure): ActionResult {
  switch (failure.state) {
    case "forbidden":
    case "unauthorized":
      return { state: "forbidden", why: failure.why };
    case "not-found":
    case "invalid":
    case "conflict":
    case "exists":
    case "expired":
      return { state: "failed", why: failure.why };
    case "unknown":
      return { state: "unknown", why: failure.why };
  }
}
