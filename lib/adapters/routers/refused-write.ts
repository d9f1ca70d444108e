import type { RouteWrite } from "../../ports/traffic-router.ts";
import type { KubeFailure } from "../kubernetes/answer.ts";

/** Why a router's object was not written, in the port's words. */
export function refusedWrite(failure: KubeFailure): RouteWrite {
  switch (failure.state) {
    case "conflict":
      return { state: "conflict" };
    case "not-found":
      return { state: "gone" };
    case "forbidden":
    case "unauthorized":
      return { state: "forbidden", why: failure.why };
    case "invalid":
      return { state: "differs", why: failure.why };
    case "exists":
    case "expired":
    case "unknown":
      return { state: "unknown", why: failure.why };
  }
}
