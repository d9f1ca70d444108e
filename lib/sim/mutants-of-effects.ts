import type { Mutant } from "./mutant.ts";

const RECONCILE = "controller/reconcile.ts";
const LEASE = "adapters/kubernetes/lease.ts";
const PATCH = "adapters/routers/istio/route-patch.ts";
const ISTIO = "adapters/routers/istio/istio-router.ts";

/** Writes: who makes them, on what they were decided, and what they touch. */
export const MUTANTS_OF_EFFECTS: readonly Mutant[] = [
  {
    name: "everybody-leads",
    against: "leadership",
    edits: [
      {
        file: RECONCILE,
        find: "const leading = term !== undefined && ports.leader.isLeading() && !isFollowed(status, memory, term);",
        put: "const leading = true; term ??= 0;",
      },
      {
        file: RECONCILE,
        find: `if (!ports.leader.isLeading() && effect.kind !== "notify") return true;`,
        put: "",
      },
    ],
  },
  {
    name: "lease-taken-at-once",
    against: "F13, F16: the Lease's duration is waited for",
    edits: [{ file: LEASE, find: "if (clock.monotonic() < expires) return;", put: "" }],
  },
  {
    name: "leads-past-its-deadline",
    against: "F14: a paused leader wakes up",
    edits: [
      {
        file: LEASE,
        find: "lead !== undefined && clock.monotonic() < lead.deadline",
        put: "lead !== undefined",
      },
    ],
  },
  {
    name: "lease-edited-by-others",
    against: "F15: a Lease that another changed is lost",
    edits: [
      {
        file: LEASE,
        find: "if (lead === undefined || record?.version === lead.version) return;",
        put: "return;",
      },
      {
        file: LEASE,
        find: `stepDown(answer.state === "not-found" ? "the Lease was deleted" : "the Lease was changed by another");`,
        put: "",
      },
    ],
  },
  {
    name: "no-takeover",
    against: "F14: a new leader moves the epoch and the fence",
    edits: [
      {
        file: "core/engine/decide.ts",
        find: "input.takeover && takeOver(draft)",
        put: "false && takeOver(draft)",
      },
    ],
  },
  {
    name: "elected-twice-in-one-epoch",
    against: "F15: a Lease that was deleted counts its transitions from 0 again",
    edits: [{ file: "controller/loop.ts", find: "terms += 1;", put: "terms = transitions;" }],
  },
  {
    name: "refused-on-an-old-picture-of-blue",
    against: "F07: a rollback is not refused on what a watch has not told yet",
    edits: [
      {
        file: "controller/decide-on-blue.ts",
        find: "!subject.plan.ok || !isStoppedByBlue(decision)",
        put: "!subject.plan.ok || isStoppedByBlue(decision)",
      },
    ],
  },
  {
    name: "status-without-version",
    against: "I4: the status is written by compare-and-swap",
    edits: [
      {
        file: "adapters/kubernetes/migration-store.ts",
        find: `{ op: "replace", path: "/metadata/resourceVersion", value: stored.resourceVersion },`,
        put: "",
      },
    ],
  },
  {
    name: "route-without-version",
    against: "I3: every write carries the version it was decided on",
    edits: [{ file: PATCH, find: "if (change.resourceVersion !== undefined) {", put: "if (false) {" }],
  },
  {
    name: "route-on-any-version",
    against: "I1, I3: a stale fence is refused, and decided on again",
    edits: [
      {
        file: ISTIO,
        find: `if (change.fenced && resourceVersion !== change.fence.resourceVersion) return { state: "conflict" };`,
        put: "",
      },
      {
        file: ISTIO,
        find: "...(change.fenced ? { resourceVersion: change.fence.resourceVersion } : {}),",
        put: "...(change.fenced ? { resourceVersion } : {}),",
      },
    ],
  },
  {
    name: "unfenced-raise",
    against: "I3: only a way down may do without the version",
    edits: [
      {
        file: "controller/act.ts",
        find: ": await writeOnce(ports, key, plan, effect, true);",
        put: ": await writeOnce(ports, key, plan, effect, false);",
      },
    ],
  },
  {
    name: "destinations-not-tested",
    against: "I3, I5: the places are those of the plan's sides",
    edits: [
      {
        file: PATCH,
        find: "for (const index of [blue, green]) {",
        put: "for (const index of [] as number[]) {",
      },
    ],
  },
  {
    name: "patch-touches-more",
    against: "I5: the two weights and the mark, nothing else",
    edits: [
      {
        file: PATCH,
        find: "const mark = formatMark(change.mark);",
        put: `const mark = formatMark(change.mark); ops.push({ op: "add", path: "/metadata/labels", value: { by: "crossfade" } });`,
      },
    ],
  },
  {
    name: "route-from-the-cache",
    against: "F07: a decision that raises the weight reads the route again first",
    edits: [
      {
        file: RECONCILE,
        find: `const rising = status.state === "Entering" && status.intent?.kind !== "rollback";`,
        put: "const rising = false;",
      },
    ],
  },
  {
    name: "idle-write",
    against: "I6: no weight is written that is there already",
    edits: [
      {
        file: "core/engine/rolling-back.ts",
        find: "if (route.value.weight > intent.to) draft.effects.push",
        put: "if (route.value.weight >= intent.to) draft.effects.push",
      },
    ],
  },
  {
    name: "rollback-waits-for-the-leader",
    against: "I12: a rollback needs the Kubernetes API alone",
    edits: [
      {
        file: "usecases/send-command.ts",
        find: "const effects = decision.effects.filter(isUrgentWrite);",
        put: "const effects = decision.effects.filter(isUrgentWrite).slice(99);",
      },
    ],
  },
  {
    name: "same-id-twice",
    against: "F38: the same id gives the same answer, and nothing twice",
    edits: [
      {
        file: "core/engine/handle-command.ts",
        find: "if (!recent) return undefined;",
        put: "if (recent) return undefined; recent = recent!;",
      },
    ],
  },
  {
    name: "id-of-another",
    against: "F38: an id that another command used is refused",
    edits: [
      {
        file: "core/engine/handle-command.ts",
        find: "if (recent.actor !== command.actor || recent.body !== bodyDigest(command)) {",
        put: "if (false) {",
      },
    ],
  },
  {
    name: "entries-dropped-early",
    against: "I8: an entry stays in the status until it is an object",
    edits: [
      {
        file: "core/engine/watch-history.ts",
        find: "pending: journal.pending.filter((entry) => entry.seq > length) }",
        put: "pending: [] }",
      },
    ],
  },
  {
    name: "no-limit-of-entries",
    against: "F48, F54: at most 16 entries wait",
    edits: [
      {
        file: "core/engine/draft.ts",
        find: "if (!hasRoom(status, room)) return status.journal.length;",
        put: "",
      },
      {
        file: "core/engine/handle-command.ts",
        find: `if (command.body.kind !== "rollback" && !hasRoom(status, "command")) return notNow();`,
        put: "",
      },
      {
        file: "core/engine/handle-command.ts",
        find: `if (!hasRoom(draft.status, "own")) return notNow();`,
        put: "",
      },
    ],
  },
  {
    name: "pinned-plan-follows-git",
    against: "I10: a run is pinned to its plan",
    edits: [
      {
        file: "core/engine/follow-spec.ts",
        find: `if (status.state === "Pending" || status.planHash === "") {`,
        put: "if (true) {",
      },
    ],
  },
];
