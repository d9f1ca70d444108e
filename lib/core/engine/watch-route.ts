import { beginEvidence, type Draft, hold, log, note, notify } from "./draft.ts";
import { settleMs } from "./clocks.ts";
import type { OwnerMark, Route, Unknown } from "./observation.ts";

/** States in which the route is ours to keep an eye on. */
const IN_RUN = new Set(["Entering", "Baking", "Ready", "Held", "RollingBack"]);

/**
 * Compares the route with how it was left: recognises an own write, reports a weight set by another, and holds where the route is gone or is
 * not the one the plan describes any more. Changes no weight itself.
 */
export function watchRoute(draft: Draft): void {
  const { route } = draft.observation;
  if (route.state === "unknown") return lostRoute(draft, route);
  const { status } = draft;
  status.weight = route.value.weight;
  // What another run left behind is no baseline of ours.
  if (status.state === "Pending" || status.hold?.code === "inherited") {
    delete status.route;
    return;
  }
  if (status.route === undefined) {
    status.route = ours(route.value, draft.now);
    return;
  }
  if (recognise(draft, route.value)) return;
  const known = status.route;
  known.resourceVersion = route.value.resourceVersion;
  watchWeight(draft, route.value);
  const problem = route.value.problems[0];
  if (!IN_RUN.has(status.state) || status.state === "RollingBack") return;
  if (problem !== undefined) hold(draft, "router", problem);
  else if (route.value.fingerprint !== known.fingerprint) {
    hold(draft, "router", "the route's match, order or destinations are not those it was started with");
  }
}

const ours = (route: Route, at: number) => ({
  fingerprint: route.fingerprint,
  resourceVersion: route.resourceVersion,
  weight: route.weight,
  changedAt: at,
});

/** The weight of the intent, under its mark: it is written, whether or not the reply arrived. */
function recognise(draft: Draft, route: Route): boolean {
  const { status } = draft;
  const { intent } = status;
  if (!intent || !status.route || route.weight !== intent.to) return false;
  if (
    !isMark(draft, route.owner, intent.seq) &&
    !(intent.voided !== undefined && isMark(draft, route.owner, intent.voided))
  )
    return false;
  if (status.route.weight === route.weight) return false;
  log(draft, {
    kind: "weight",
    actor: "crossfade",
    stage: intent.stage,
    from: status.route.weight,
    to: route.weight,
    evidence: { router: { before: intent.routerVersion, after: route.resourceVersion } },
  });
  status.route = { ...ours(route, draft.now), fingerprint: status.route.fingerprint };
  delete status.drift;
  status.evidenceSince = draft.now + settleMs(draft.plan);
  return true;
}

export function isMark(draft: Draft, mark: OwnerMark | undefined, seq: number): boolean {
  const { namespace, name } = draft.migration;
  return (
    mark !== undefined &&
    mark.namespace === namespace &&
    mark.name === name &&
    mark.seq === seq &&
    mark.epoch <= draft.status.epoch
  );
}

function watchWeight(draft: Draft, route: Route): void {
  const { status } = draft;
  const known = status.route;
  if (!known) return;
  if (route.weight === known.weight) {
    if (!status.drift) return;
    note(draft, {
      kind: "drift",
      actor: "crossfade",
      from: status.drift.to,
      to: route.weight,
      reason: "put back",
    });
    known.changedAt = draft.now;
    beginEvidence(draft, draft.now + settleMs(draft.plan));
    delete status.drift;
    return;
  }
  if (status.drift?.to === route.weight) return;
  // On the way down our own write is still on its way, or has just been made by another replica.
  if (status.state === "RollingBack" && route.weight === 0) return;
  const by = route.writer?.manager ?? "unknown";
  const from = status.drift?.to ?? known.weight;
  const at = route.writer?.at ?? draft.now;
  status.drift = { by, at, from, to: route.weight };
  const reason = `weight set from ${from} % to ${route.weight} % by ${by}`;
  note(draft, {
    kind: "drift",
    actor: "crossfade",
    from,
    to: route.weight,
    reason,
    evidence: { writer: by },
  });
  known.changedAt = draft.now;
  beginEvidence(draft, draft.now + settleMs(draft.plan));
  if (
    IN_RUN.has(status.state) &&
    !(status.state === "RollingBack" && status.rollback?.weightAt === undefined)
  ) {
    hold(draft, "drift", reason);
  } else notify(draft, "hold", "Weight changed by somebody else", reason);
}

function lostRoute(draft: Draft, route: Unknown): void {
  if (!IN_RUN.has(draft.status.state) || draft.status.state === "RollingBack") return;
  // An API server that does not answer is waited for: nothing is decided on what cannot be seen.
  if (route.code === "gone" || route.code === "invalid") hold(draft, "router", route.why);
  if (route.code === "forbidden") hold(draft, "rights", route.why);
}
