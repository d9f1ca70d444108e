import { BOUNDS } from "./fields.ts";
import { type CelRule, type Node, nodeAt } from "./crd-schema.ts";
import { INDICATOR_KINDS, OBJECTIVE_BOUNDS } from "./schema-slos.ts";
import { ACTION_KINDS } from "./schema-stages.ts";
import { ROUTER_KINDS } from "./schema-traffic.ts";

/** `[0, 1, … count - 1]`: standard CEL has no way to look at an item and its neighbour but by index. */
const indexes = (count: number) => `[${Array.from({ length: count }, (_, index) => index).join(", ")}]`;

const exactlyOne = (kinds: readonly string[], fieldPath?: string): CelRule => ({
  rule: `[${kinds.map((kind) => `has(self.${kind})`).join(", ")}].filter(given, given).size() == 1`,
  message: `must have exactly one of ${kinds.join(", ")}`,
  ...(fieldPath === undefined ? {} : { fieldPath }),
});

const oneObjective = exactlyOne(OBJECTIVE_BOUNDS);

const irreversible = "has(self.irreversible) && self.irreversible";

/** The rules that cross fields, by the path of the object they judge. Only standard CEL, and bounded by the lists' bounds. */
const RULES: Readonly<Record<string, readonly CelRule[]>> = {
  "": [
    {
      rule: "!has(self.topology) || self.topology != 'isolated' || has(self.topologyWaiver) || self.phases.all(p, p.stages.all(s, s.weight == 0))",
      message: "spec.topologyWaiver is required: the topology is isolated, and a stage's weight is above 0",
    },
    {
      rule: "self.blue.workload.kind != self.green.workload.kind || self.blue.workload.name != self.green.workload.name",
      message: "spec.green.workload must not be blue's",
      fieldPath: ".green.workload",
    },
    {
      rule: "self.phases.all(p, p.stages.all(s, !has(s.gates) || s.gates.all(g, !has(g.job) || (has(self.jobTemplates) && self.jobTemplates.exists(t, t.name == g.job.template)))))",
      message:
        "the job.template of every gate in spec.phases[].stages[].gates[] must be the name of one of spec.jobTemplates",
      fieldPath: ".phases",
    },
    {
      rule: "self.phases.all(p, p.stages.all(s, !has(s.actions) || s.actions.all(a, !has(a.job) || (has(self.jobTemplates) && self.jobTemplates.exists(t, t.name == a.job.template)))))",
      message:
        "the job.template of every action in spec.phases[].stages[].actions[] must be the name of one of spec.jobTemplates",
      fieldPath: ".phases",
    },
  ],
  traffic: [exactlyOne(ROUTER_KINDS)],
  "traffic.istio.route": [exactlyOne(["tcp", "tls", "http"])],
  slos: [namesAreUnique("slos")],
  "slos[].objective": [oneObjective],
  "slos[].indicator": [exactlyOne(INDICATOR_KINDS)],
  phases: [
    {
      rule: `${indexes(BOUNDS.phases - 1)}.all(i, i + 1 >= self.size() || self[i].stages[self[i].stages.size() - 1].weight <= self[i + 1].stages[0].weight)`,
      message:
        "the weight of a phase's first stage must be at least that of the stage before: weights never fall from stage to stage",
    },
    {
      rule: "self.all(p, p.stages.all(s, self.map(q, q.stages.filter(t, t.name == s.name).size()).filter(n, n > 0) == [1]))",
      message: "the name of every stage must be unique in the plan",
    },
    {
      rule: `${sumOfStages()} <= ${BOUNDS.stages}`,
      message: `must have at most ${BOUNDS.stages} stages in all`,
    },
    namesAreUnique("phases"),
  ],
  "phases[].stages": [
    {
      rule: `${indexes(BOUNDS.stages - 1)}.all(i, i + 1 >= self.size() || self[i].weight <= self[i + 1].weight)`,
      message:
        "the weight of a stage must be at least that of the stage before: weights never fall from stage to stage",
    },
  ],
  "phases[].stages[]": [
    {
      rule: `!(${irreversible}) || (has(self.gates) && self.gates.exists(g, has(g.approval)))`,
      message: "gates must have an approval gate: the stage is irreversible",
    },
    {
      rule: `!(${irreversible}) || has(self.loses)`,
      message: "loses is required: say what is lost by entering this irreversible stage",
    },
    {
      rule: `!(${irreversible}) || !has(self.gates) || self.gates.all(g, !has(g.job))`,
      message: "gates of an irreversible stage must have no job: they are judged before the stage is entered",
    },
  ],
  "phases[].stages[].gates[].query.pass": [oneObjective],
  "phases[].stages[].actions[]": [exactlyOne(ACTION_KINDS)],
  "rollback.steps": [
    {
      rule: `${indexes(BOUNDS.rollbackSteps - 1)}.all(i, i + 1 >= self.size() || self[i] > self[i + 1])`,
      message: "each step must be below the one before",
    },
  ],
  risks: [
    {
      rule: "self.all(r, self.filter(o, o.id == r.id).size() == 1)",
      message: "the id of every risk must be unique",
    },
  ],
  "notify[]": [exactlyOne(["alertmanager", "webhook"])],
  "notify[].webhook.url": [exactlyOne(["file", "address"])],
  jobTemplates: [namesAreUnique("jobTemplates")],
};

function namesAreUnique(list: string): CelRule {
  return {
    rule: "self.all(one, self.filter(other, other.name == one.name).size() == 1)",
    message: `the name of every one of spec.${list} must be unique`,
  };
}

/** Standard CEL has no sum over a list, but a list can be as long as a plan may have phases, one term each. */
function sumOfStages(): string {
  const term = (index: number) => `(self.size() > ${index} ? self[${index}].stages.size() : 0)`;
  return Array.from({ length: BOUNDS.phases }, (_, index) => term(index)).join(" + ");
}

/** Adds the rules to the schema of a spec. A gate has no rule: CEL cannot see its `slos`, so its keys are counted. */
export function addRules(spec: Node): void {
  for (const [path, rules] of Object.entries(RULES)) nodeAt(spec, path)["x-kubernetes-validations"] = rules;
  Object.assign(nodeAt(spec, "phases[].stages[].gates[]"), { minProperties: 1, maxProperties: 1 });
}
