import { beginEvidence, type Draft, log, note, notify } from "./draft.ts";
import { settleMs } from "./clocks.ts";
import { hold } from "./holding.ts";
import { ignoreRule } from "./ignore-rule.ts";
import { isMark, isOurs } from "./marks.ts";
import type { Route, Unknown } from "./observation.ts";

/** States in which the route is ours to keep an eye on. */
const IN_RUN = new Set(["Entering", "Baking", "Ready", "Held"]);
const WRITERS_MAX = 16;

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
  if (!IN_RUN.has(status.state)) return;
  const { owner, problems } = route.value;
  const problem = problems[0];
  if (problem !== undefined) hold(draft, "router", problem);
  else if (owner && !isOurs(draft, owner))
    hold(draft, "router", `the route is claimed by ${owner.namespace}/${owner.name}`);
  else if (route.value.fingerprint !== known.fingerprint)
    hold(draft, "router", "the route's match, order or destinations are not those it was started with");
}

const ours = (route: Route, at: number) => ({
  fingerprint: route.fingerprint,
  resourceVersion: route.resourceVersion,
  weight: route.weight,
  changedAt: at,
  ...(route.owner && { seq: route.owner.seq }),
});

/** The weight of the intent, under its mark: it is written, whether or not the reply arrived. */
function recognise(draft: Draft, route: Route): boolean {
  const { status } = draft;
  const { intent } = status;
  if (!intent || !status.route || route.weight !== intent.to || status.route.weight === route.weight)
    return false;
  const isMarked =
    isMark(draft, route.owner, intent.seq) ||
    (intent.voided !== undefined && isMark(draft, route.owner, intent.voided));
  if (!isMarked) return false;
  log(
    draft,
    {
      kind: "weight",
      actor: "crossfade",
      stage: intent.stage,
      from: status.route.weight,
      to: route.weight,
      evidence: {
        router: { before: intent.routerVersion, after: route.resourceVersion, object: route.object },
      },
    },
    intent.kind === "rollback" ? "rollback" : "own",
  );
  status.route = { ...ours(route, draft.now), fingerprint: status.route.fingerprint };
  delete status.drift;
  beginEvidence(draft, draft.now + settleMs(draft.plan));
  return true;
}

function watchWeight(draft: Draft, route: Route): void {
  const { status } = draft;
  const known = status.route;
  if (!known) return;
  if (route.weight === known.weight) {
    if (route.owner && isOurs(draft, route.owner)) known.seq = route.owner.seq;
    return putBack(draft);
  }
  if (isUntold(draft, route)) return;
  if (status.drift?.to === route.weight) return;
  if (status.state === "RollingBack" && isOfRollback(draft, route)) return;
  const by = route.writer?.manager ?? "unknown";
  const from = status.drift?.to ?? known.weight;
  const at = route.writer?.at ?? draft.now;
  status.drift = { by, at, from, to: route.weight };
  const times = countWriter(draft, by);
  const again = times < 2 ? "" : `, for the ${ordinal(times)} time: ${ignoreRule(draft.plan, by)}`;
  const reason = `weight set from ${from} % to ${route.weight} % by ${by}${again}`;
  note(draft, {
    kind: "drift",
    actor: "crossfade",
    from,
    to: route.weight,
    reason,
    evidence: { writer: by, times, router: route.object },
  });
  known.changedAt = draft.now;
  beginEvidence(draft, draft.now + settleMs(draft.plan));
  const isFinishing = status.state === "RollingBack" && status.rollback?.weightAt === undefined;
  if (isFinishing || !(IN_RUN.has(status.state) || status.state === "RollingBack"))
    notify(draft, "drift", "Weight changed by somebody else", reason);
  else hold(draft, "drift", reason);
}

/**
 * Lowered under a mark of ours that the status does not know: a rollback wrote the route beside its status, which is still on its way, or was
 * lost (see `finishLostRollback`). A person who lowers the weight leaves the mark as it was.
 */
export function isUntold(draft: Draft, route: Route): boolean {
  const { status } = draft;
  const { owner } = route;
  if (!owner || !isOurs(draft, owner) || !status.route || status.state === "RollingBack") return false;
  // Behind a one-way door no rollback can be finished: it is somebody's change like any other.
  if (status.oneWay) return false;
  // An older mark comes with an object that somebody restored: that is theirs.
  const isLater =
    status.route.seq === undefined ||
    owner.seq > status.route.seq ||
    // Written by this very process, on a status that was old already.
    owner.seq === draft.observation.lowered;
  return route.weight < status.route.weight && isLater && !isDrifted(status, route);
}

const isDrifted = ({ drift }: Draft["status"], route: Route): boolean => drift?.to === route.weight;

function putBack(draft: Draft): void {
  const { status, now } = draft;
  if (!status.drift || !status.route) return;
  note(draft, {
    kind: "drift",
    actor: "crossfade",
    from: status.drift.to,
    to: status.route.weight,
    reason: "put back",
  });
  status.route.changedAt = now;
  beginEvidence(draft, now + settleMs(draft.plan));
  delete status.drift;
}

/**
 * On the way down our own write is still on its way, or another lowered the weight first, which serves as well. A late write of what the
 * rollback voided is ours too: it is lowered again, not respected.
 */
const isOfRollback = ({ status, ...draft }: Draft, route: Route): boolean =>
  route.weight <= (status.intent?.to ?? 0) ||
  (route.owner !== undefined &&
    isOurs(draft, route.owner) &&
    route.owner.seq < (status.intent?.seq ?? 0) &&
    route.weight !== status.rollback?.from);

function countWriter({ status }: Draft, by: string): number {
  const times = (status.writers?.[by] ?? 0) + 1;
  const others = Object.entries(status.writers ?? {}).filter(([name]) => name !== by);
  status.writers = Object.fromEntries([...others.slice(1 - WRITERS_MAX), [by, times]]);
  return times;
}

const ordinal = (times: number): string => (times === 2 ? "second" : times === 3 ? "third" : `${times}th`);

function lostRoute(draft: Draft, route: Unknown): void {
  if (!IN_RUN.has(draft.status.state)) return;
  // An API server that does not answer is waited for: nothing is decided on what cannot be seen.
  if (route.code === "gone" || route.code === "invalid") hold(draft, "router", route.why);
  if (route.code === "forbidden") hold(draft, "rights", route.why);
}
