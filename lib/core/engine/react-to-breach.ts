import type { Draft } from "./draft.ts";
import { hold } from "./holding.ts";
import { judgeRollback } from "./readiness.ts";
import { beginRollback } from "./rolling-back.ts";
import { isUntold } from "./watch-route.ts";

/** A command tries for 10 s to say what it wrote. */
const LOST_AFTER_MS = 12_000;

/** A rollback that wrote the route and died before its status was written is finished by the next one who looks (I4). */
export function finishLostRollback(draft: Draft): void {
  const { status, observation, now } = draft;
  const { route } = observation;
  if (!WATCHED.has(status.state) || route.state === "unknown" || !isUntold(draft, route.value)) return;
  // Whoever wrote it may still be about to say so; unless that was the one who asks.
  const isOwn = route.value.owner?.seq === observation.lowered;
  if (status.oneWay || (!isOwn && now - (route.value.writer?.at ?? now) < LOST_AFTER_MS)) return;
  beginRollback(draft, {
    actor: "crossfade",
    reason: `a rollback set the weight to ${route.value.weight} % and was lost before it was recorded: it is finished`,
    from: status.route?.weight ?? 0,
    evidence: { mark: route.value.owner, router: route.value.object },
  });
}

const WATCHED = new Set(["Entering", "Baking", "Ready", "Held"]);

/** A breach on green does what the plan says; one on blue, or a common cause, holds: blue is where one would roll back to. */
export function reactToBreach(draft: Draft): void {
  const { status, assessment, plan, observation } = draft;
  const { breach } = assessment;
  if (!breach || breach.onBreach === "warn" || !WATCHED.has(status.state)) return;
  if (breach.commonCause) {
    const reason = `both sides are bad, which points to the prober or the gateway: ${breach.why}`;
    return hold(draft, "common-cause", reason);
  }
  if (breach.side === "blue") return hold(draft, "blue-breach", breach.why);
  if (breach.onBreach === "hold") return hold(draft, "breach", breach.why);
  const judged = judgeRollback(plan, status, observation);
  if (!judged.allowed) {
    const code = judged.refusal?.code === "blue-not-ready" ? "blue-not-ready" : "breach";
    return hold(draft, code, `${breach.why}; ${judged.refusal?.message ?? ""}`);
  }
  const proof = assessment.slos.find((slo) => slo.name === breach.slo && slo.side === "green");
  beginRollback(draft, {
    actor: "crossfade",
    reason: breach.why,
    evidence: {
      slo: breach.slo,
      gross: breach.gross,
      ...(proof?.proof && { proof: proof.proof }),
      ...(proof?.value !== undefined && { value: proof.value }),
      ...(proof && { query: proof.query }),
      router: observation.route.state === "known" ? observation.route.value.object : "unknown",
    },
  });
}
