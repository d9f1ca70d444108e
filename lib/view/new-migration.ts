import type { Objective, Action, Gate, Plan, RouterPlan, Stage } from "../core/plan/plan.ts";
import { stagesOf } from "../core/plan/stages.ts";
import type { Found, NewMigrationOutcome } from "./new-migration-outcome.ts";
import { formatPercent, formatSpan, plural } from "./format.ts";

/** One problem beside the line that it is about. */
export type ProblemView = { line?: number; source?: string; path: string; message: string };

export type StagePreview = {
  name: string;
  phase: string;
  weight: string;
  /** What is written to the cluster on entering, in its order. */
  changes: string[];
  /** What must hold before it is left; before it is entered, of an irreversible one. */
  gates: string[];
  bake: string;
  loses?: string;
};

export type FactPreview = { good: boolean; text: string };

export type NewMigrationView =
  | { state: "problems"; problems: ProblemView[] }
  | { state: "refused"; title: string; help: string; command?: string }
  | {
      state: "checked";
      place: string;
      title: string;
      facts: FactPreview[];
      warnings: ProblemView[];
      stages: StagePreview[];
    }
  | { state: "made"; href: string };

const APPLY = "kubectl apply -f migration.yaml";

/** What the page shows of an answer. `text` is what was pasted, for the lines that problems are about. */
export function toNewMigrationView(outcome: NewMigrationOutcome, text: string): NewMigrationView {
  const source = text.split("\n");
  const place = (issues: { path: string; message: string; line?: number }[]): ProblemView[] =>
    issues
      .map(({ path, message, line }) => ({
        path,
        message,
        ...(line === undefined ? {} : { line, source: (source[line - 1] ?? "").trim().slice(0, 300) }),
      }))
      .sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  switch (outcome.state) {
    case "problems":
      return { state: "problems", problems: place(outcome.issues) };
    case "not-theirs":
      return {
        state: "refused",
        title: `You may not create migrations in ${outcome.key.namespace}`,
        help: "The plan itself is right. Ask for the right to create migrations.crossfade.dev in that namespace; this says whether you have it:",
        command: `kubectl auth can-i create migrations.crossfade.dev --namespace ${outcome.key.namespace}`,
      };
    case "refused":
      return { state: "refused", ...refusal(outcome) };
    case "checked":
      return {
        state: "checked",
        place: `${outcome.key.namespace}/${outcome.key.name}`,
        title: outcome.plan.title,
        facts: toFactPreviews(outcome.plan, outcome.found),
        warnings: place(outcome.warnings),
        stages: toStagePreviews(outcome.plan),
      };
    case "made":
      return {
        state: "made",
        href: `/migrations/${encodeURIComponent(outcome.key.namespace)}/${encodeURIComponent(outcome.key.name)}`,
      };
  }
}

function refusal({ key, why }: Extract<NewMigrationOutcome, { state: "refused" }>) {
  switch (why.state) {
    case "taken":
      return {
        title: `${key.namespace}/${key.name} exists already`,
        help: "Nothing was changed. Choose another name; or change that migration's plan where it is kept, and adopt it on its page.",
      };
    case "no-namespace":
      return {
        title: `There is no namespace ${key.namespace}`,
        help: "A migration lives where its blue and green live. Correct the namespace, or create it first:",
        command: `kubectl create namespace ${key.namespace}`,
      };
    case "unwatched":
      return {
        title: `Crossfade does not look after ${key.namespace}`,
        help: "A migration there would stand still. Choose another namespace, or add this one to CROSSFADE_NAMESPACES.",
      };
    case "forbidden":
      return {
        title: "Crossfade itself may not create migrations here",
        help: `You may, so apply the plan by yourself. ${why.why}`,
        command: APPLY,
      };
    case "invalid":
      return {
        title: "The API server refuses this plan",
        help: `Change what it names, and check again. ${why.why}`,
      };
    case "unknown":
      return {
        title: "The API server does not answer",
        help: `Check again in a moment: a name that is taken then was created after all. ${why.why}`,
      };
  }
}

export function toStagePreviews(plan: Plan): StagePreview[] {
  let before = 0;
  return stagesOf(plan).map((stage) => {
    const changes = changesOf(plan, stage, before);
    const same = stage.weight === before;
    const from = before;
    before = stage.weight;
    return {
      name: stage.name,
      phase: stage.phase,
      weight: same ? formatPercent(stage.weight) : `${formatPercent(from)} → ${formatPercent(stage.weight)}`,
      changes,
      gates: stage.gates.flatMap((gate) => gateText(plan, gate)),
      bake: bakeText(stage),
      ...(stage.loses === undefined ? {} : { loses: stage.loses }),
    };
  });
}

/** In the order of the engine: actions marked `before`, the weight, the other actions. */
function changesOf(plan: Plan, stage: Stage, from: number): string[] {
  const lines = (before: boolean) =>
    stage.actions.filter((action) => action.before === before).map((action) => actionText(plan, action));
  const weight =
    stage.weight === from
      ? []
      : [
          `${routerText(plan.traffic.router)}: ${plan.green.service.name} ${from} → ${stage.weight}, ${plan.blue.service.name} ${100 - from} → ${100 - stage.weight}${reconnects(plan)}`,
        ];
  return [...lines(true), ...weight, ...lines(false)];
}

const reconnects = ({ traffic }: Plan): string =>
  traffic.existingConnections === "drained"
    ? `; every client reconnects once, ${formatSpan(traffic.drainTimeMs)} later`
    : "";

function actionText(plan: Plan, action: Action): string {
  switch (action.kind) {
    case "scale": {
      const { kind, name } = plan[action.side].workload;
      return `scale ${kind} ${name} (${action.side}) to ${action.replicas}`;
    }
    case "restart": {
      const { kind, name } = plan[action.side].workload;
      return `restart ${kind} ${name} (${action.side})`;
    }
    case "patch":
      return `patch ${action.target.kind} ${action.target.name}: ${JSON.stringify(action.merge)}`;
    case "job":
      return `run Job ${action.name} from template ${action.template}, ${formatSpan(action.timeoutMs)} at most`;
  }
}

export function routerText(router: RouterPlan): string {
  switch (router.kind) {
    case "istio":
      return `VirtualService ${router.virtualService} (${router.route.kind} route)`;
    case "istioEndpoints":
      return `ServiceEntry ${router.serviceEntry}`;
    case "gateway":
      return `${router.routeKind} ${router.name}`;
    case "traefik":
      return `${router.objectKind} ${router.name}`;
    case "ingressNginx":
      return `Ingress ${router.ingress}`;
  }
}

function bakeText({ bake: { atLeastMs, atMostMs } }: Stage): string {
  const least = atLeastMs > 0 ? `at least ${formatSpan(atLeastMs)}` : "none";
  return atMostMs === undefined ? least : `${least}, held after ${formatSpan(atMostMs)}`;
}

const BOUNDS: Record<Objective["bound"], string> = {
  above: "above",
  atLeast: "at least",
  below: "below",
  atMost: "at most",
};

function gateText(plan: Plan, gate: Gate): string[] {
  switch (gate.kind) {
    case "slos":
      return gate.names.length === plan.slos.length
        ? [`all ${plural(gate.names.length, "SLO")} pass`]
        : gate.names.map((name) => `SLO ${name} passes`);
    case "approval":
      return [`${plural(gate.quorum, "approval")} "${gate.name}", valid ${formatSpan(gate.expiresMs)}`];
    case "job":
      return [
        `Job ${gate.name} from template ${gate.template} succeeds within ${formatSpan(gate.timeoutMs)}`,
      ];
    case "query": {
      const { bound, value, unit } = gate.pass;
      return [`query ${gate.name} is ${BOUNDS[bound]} ${value}${unit}`];
    }
    case "ready":
      return [`${gate.side} is ready`];
  }
}

/** How what the plan names stands now: whether a start would find what it needs. */
export function toFactPreviews(plan: Plan, { route, blue, green }: Found): FactPreview[] {
  const router = routerText(plan.traffic.router);
  const facts: FactPreview[] = [
    { good: true, text: "The API server takes it (a dry run: nothing was created)" },
  ];
  if (route.state === "unknown") facts.push({ good: false, text: `${router}: ${route.why}` });
  else {
    const { problems, weight, owner } = route.value;
    facts.push({
      good: weight === 0 && problems.length === 0,
      text: `${router} is there, ${formatPercent(weight)} on green now${weight === 0 ? "" : ": the migration starts held"}`,
    });
    for (const problem of problems) facts.push({ good: false, text: `${router}: ${problem}` });
    if (owner !== undefined)
      facts.push({
        good: false,
        text: `The route belongs to ${owner.namespace}/${owner.name}: one migration a route`,
      });
  }
  for (const [side, reading] of [
    ["blue", blue],
    ["green", green],
  ] as const) {
    const { kind, name } = plan[side].workload;
    if (reading.state === "unknown")
      facts.push({ good: false, text: `${kind} ${name} (${side}): ${reading.why}` });
    else if (!reading.value.exists)
      facts.push({ good: false, text: `${kind} ${name} (${side}) does not exist` });
    else
      facts.push({
        good: side === "green" || reading.value.ready >= plan[side].minReady,
        text: `${kind} ${name} (${side}): ${reading.value.ready} of ${plural(reading.value.replicas, "pod")} ready`,
      });
  }
  return facts;
}
