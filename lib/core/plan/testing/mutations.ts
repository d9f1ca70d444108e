/** A way to spoil the example plan. It finds the values by their path, so that any value can be put anywhere. */
export type Mutation = {
  name: string;
  /** Where a value is put; a value of undefined takes the field away. */
  put: string;
  value: unknown;
  /** The path of the issue, where it is not `put`. */
  at?: string;
  /** What the API server does with it: refuses it by the CRD (the default), or takes it, leaving it to `PlanValid`. */
  server?: "takes";
};

const stage = (phase: number, index: number) => `spec.phases[${phase}].stages[${index}]`;
const ratio = "spec.slos[0].indicator.ratio";

/** One of each kind of mistake. */
export const MUTATIONS: readonly Mutation[] = [
  // A25
  ...[101, -1, 3.5, "1e2", "0x10", "10", null, true].map((value) => ({
    name: `a weight of ${JSON.stringify(value)}`,
    put: `${stage(1, 1)}.weight`,
    value,
  })),
  { name: "no weight", put: `${stage(1, 1)}.weight`, value: undefined },
  { name: "a weight that falls within a phase", put: `${stage(1, 2)}.weight`, value: 9 },
  { name: "a weight that falls between phases", put: `${stage(2, 0)}.weight`, value: 99 },
  { name: "a stage's name used twice", put: `${stage(2, 0)}.name`, value: "canary-1" },
  // A22
  ...[".", "..", "a/b", "A", "-a", "", "a".repeat(64)].map((value) => ({
    name: `a stage named ${JSON.stringify(value)}`,
    put: `${stage(0, 0)}.name`,
    value,
  })),
  { name: "a service with a path for a name", put: "spec.blue.service.name", value: "../x" },
  { name: "no phases", put: "spec.phases", value: [] },
  { name: "no title", put: "spec.title", value: undefined },
  { name: "a title that is no text", put: "spec.title", value: 3 },
  { name: "a long title", put: "spec.title", value: "x".repeat(1025) },
  { name: "control characters in a title", put: "spec.title", value: "a\u0007", server: "takes" },
  { name: "a side that is no object", put: "spec.blue", value: "emqx" },
  { name: "a port out of range", put: "spec.green.service.port", value: 65_536 },
  { name: "no router", put: "spec.traffic.istio", value: undefined, at: "spec.traffic" },
  {
    name: "two routers",
    put: "spec.traffic.gateway",
    value: { kind: "TCPRoute", name: "mqtt" },
    at: "spec.traffic",
  },
  { name: "no route", put: "spec.traffic.istio.route", value: {} },
  { name: "two routes", put: "spec.traffic.istio.route.http", value: {}, at: "spec.traffic.istio.route" },
  { name: "a duration without a unit", put: "spec.traffic.settle", value: "90" },
  { name: "a negative duration", put: "spec.traffic.settle", value: "-90s" },
  { name: "a duration that is a number", put: "spec.traffic.drainTime", value: 45 },
  { name: "a duration of years", put: "spec.traffic.settle", value: "99999h", server: "takes" },
  { name: "a window of nothing", put: "spec.slos[0].window", value: "0s", server: "takes" },
  {
    name: "green with blue's workload",
    put: "spec.green.workload.name",
    value: "emqx",
    at: "spec.green.workload",
  },
  {
    name: "green with blue's service",
    put: "spec.green.service.name",
    value: "emqx-blue-service",
    at: "spec.green.service",
    server: "takes",
  },
  {
    name: "a share that is not for one side",
    put: "spec.traffic.share",
    value: "sum(x[$window])",
    server: "takes",
  },
  { name: "no indicator", put: "spec.slos[0].indicator", value: {} },
  { name: "two indicators", put: "spec.slos[0].indicator.value", value: "up", at: "spec.slos[0].indicator" },
  { name: "no bound", put: "spec.slos[0].objective", value: { unit: "%" } },
  { name: "two bounds", put: "spec.slos[0].objective.below", value: 5, at: "spec.slos[0].objective" },
  {
    name: "above 100 %",
    put: "spec.slos[0].objective",
    value: { above: 100, unit: "%" },
    at: "spec.slos[0].objective.above",
    server: "takes",
  },
  { name: "at least 101 %", put: "spec.slos[4].objective.atLeast", value: 101, server: "takes" },
  {
    name: "a ratio with a ceiling",
    put: "spec.slos[0].objective",
    value: { below: 1, unit: "%" },
    server: "takes",
  },
  {
    name: "a latency with a floor",
    put: "spec.slos[2].objective",
    value: { above: 1, unit: "ms" },
    server: "takes",
  },
  { name: "a latency in percent", put: "spec.slos[2].objective.unit", value: "%", server: "takes" },
  { name: "a latency without a unit", put: "spec.slos[2].objective.unit", value: undefined, server: "takes" },
  { name: "a percentile of 100", put: "spec.slos[2].indicator.latency.percentile", value: 100 },
  { name: "an SLO's name used twice", put: "spec.slos[1].name", value: "availability" },
  { name: "an SLO named all", put: "spec.slos[5].name", value: "all", server: "takes" },
  { name: "no sides", put: "spec.slos[5].sides", value: [] },
  { name: "a reaction that is none", put: "spec.slos[5].onBreach", value: "page" },
  // A21
  { name: "another variable", put: `${ratio}.good`, value: 'sum(x{a="$color"}[$window])', server: "takes" },
  { name: "a side as syntax", put: `${ratio}.good`, value: "sum(x_$side)", server: "takes" },
  { name: "an unbalanced expression", put: `${ratio}.total`, value: "sum(x))+(sum(x)", server: "takes" },
  { name: "an expression that is too long", put: `${ratio}.good`, value: `sum(${"x".repeat(4096)})` },
  {
    name: "matchers that close the braces",
    put: "spec.slos[2].indicator.latency.matchers",
    value: 'a="$side"} or x{',
    server: "takes",
  },
  { name: "a metric with labels", put: "spec.slos[5].indicator.events.total", value: "x{a=1}" },
  { name: "an empty gate", put: `${stage(0, 0)}.gates[0]`, value: {} },
  { name: "two gates in one", put: `${stage(0, 0)}.gates[0]`, value: { ready: "green", slos: "all" } },
  { name: "a gate of some SLOs", put: `${stage(1, 0)}.gates[0].slos`, value: "some" },
  { name: "a gate of a number of SLOs", put: `${stage(1, 0)}.gates[0].slos`, value: 3, server: "takes" },
  {
    name: "a gate of an SLO that is none",
    put: `${stage(1, 0)}.gates[0].slos`,
    value: ["nope"],
    at: `${stage(1, 0)}.gates[0].slos[0]`,
    server: "takes",
  },
  { name: "a job without its template", put: `${stage(0, 1)}.gates[0].job.template`, value: "nope" },
  { name: "a quorum of nobody", put: `${stage(0, 1)}.gates[4].approval.quorum`, value: 0 },
  {
    name: "a gate's name used twice in a stage",
    put: `${stage(0, 1)}.gates[1].job.name`,
    value: "contract-tests",
    server: "takes",
  },
  {
    name: "a query without a bound",
    put: `${stage(0, 0)}.gates[0]`,
    value: { query: { name: "lag", expression: "lag", pass: {} } },
    at: `${stage(0, 0)}.gates[0].query.pass`,
  },
  {
    name: "a one-way door that nobody opens",
    put: `${stage(2, 1)}.gates`,
    value: [{ ready: "blue" }],
  },
  { name: "a one-way door that says nothing", put: `${stage(2, 1)}.loses`, value: undefined },
  {
    name: "a job on a one-way door",
    put: `${stage(2, 1)}.gates[1]`,
    value: { job: { name: "x", template: "k6-load-test" } },
    at: `${stage(2, 1)}.gates[1].job`,
  },
  { name: "a loss that can be undone", put: `${stage(1, 1)}.loses`, value: "Everything.", server: "takes" },
  {
    name: "the same approval before and on a one-way door",
    put: `${stage(2, 2)}.gates[0].approval.name`,
    value: "disable-dual-write",
    server: "takes",
  },
  { name: "a bake that ends before it may", put: `${stage(1, 1)}.bake.atMost`, value: "1h", server: "takes" },
  { name: "an action that is none", put: `${stage(2, 1)}.actions[0]`, value: { before: true } },
  {
    name: "two actions in one",
    put: `${stage(2, 1)}.actions[1].scale`,
    value: { side: "blue", replicas: 0 },
    at: `${stage(2, 1)}.actions[1]`,
  },
  // A42
  { name: "a patch of a Secret", put: `${stage(2, 1)}.actions[0].patch.target.kind`, value: "Secret" },
  {
    name: "a patch in the wrong API",
    put: `${stage(2, 1)}.actions[0].patch.target.apiVersion`,
    value: "apps/v1",
    server: "takes",
  },
  {
    name: "a patch that borrows a service account",
    put: `${stage(2, 1)}.actions[0].patch.merge`,
    value: { spec: { template: { spec: { serviceAccountName: "crossfade" } } } },
    at: `${stage(2, 1)}.actions[0].patch.merge.spec.template.spec.serviceAccountName`,
    server: "takes",
  },
  {
    name: "a patch of 5 KiB",
    put: `${stage(2, 1)}.actions[0].patch.merge`,
    value: { data: "x".repeat(5120) },
    server: "takes",
  },
  { name: "a drain of the wrong side", put: "spec.rollback.drain", value: "restart-blue" },
  {
    name: "steps that do not fall",
    put: "spec.rollback.steps",
    value: [50, 50],
    at: "spec.rollback.steps[1]",
  },
  { name: "an unknown topology", put: "spec.topology", value: "ring" },
  { name: "isolation without a waiver", put: "spec.topology", value: "isolated", at: "spec.topologyWaiver" },
  { name: "a risk's name used twice", put: "spec.risks[1].id", value: "performance" },
  ...["slo/nope", "job/nope", "ready/red", "check/nope", "nope"].map((value) => ({
    name: `a risk proven by ${value}`,
    put: "spec.risks[0].evidence[0]",
    value,
    server: "takes" as const,
  })),
  { name: "a likelihood that is none", put: "spec.risks[0].likelihood", value: "low" },
  { name: "a receiver that is none", put: "spec.notify[0]", value: {} },
  { name: "an event that is none", put: "spec.notify[0].alertmanager.events[0]", value: "everything" },
  // A16
  ...["javascript:alert(1)", "http://example.com", "https://a@b", "https://"].map((address) => ({
    name: `a webhook to ${address}`,
    put: "spec.notify[1].webhook.url",
    value: { address },
    at: "spec.notify[1].webhook.url.address",
  })),
  {
    name: "a secret's file outside its folder",
    put: "spec.notify[1].webhook.url.file",
    value: "../../etc/passwd",
  },
  { name: "a template's name used twice", put: "spec.jobTemplates[1].name", value: "contract-tests" },
  { name: "a job without an image", put: "spec.jobTemplates[0].job.image", value: undefined },
  {
    name: "17 stages",
    put: "spec.phases[0].stages",
    value: Array.from({ length: 9 }, (_, index) => ({ name: `s${index}`, weight: 0 })),
    at: "spec.phases",
  },
  {
    name: "13 gates",
    put: `${stage(1, 0)}.gates`,
    value: Array.from({ length: 13 }, () => ({ slos: "all" })),
  },
];
