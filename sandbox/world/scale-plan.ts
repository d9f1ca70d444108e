import { divided } from "./durations.ts";

/** The least a duration may become, in seconds, so that the evidence stays real. */
export const floors = {
  atLeast: 45,
  atMost: 900,
  expires: 900,
  window: 15,
  settle: 5,
  freshFor: 5,
  drainTime: 1,
  timeout: 60,
  every: 1,
  per: 30,
} as const;
type Scaled = keyof typeof floors;

/** What the product takes where the plan is silent, in the places whose default is a duration worth dividing. */
const defaults = { settle: "90s", drainTime: "45s", freshFor: "60s", window: "5m", expires: "24h" } as const;

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is a map of the user's own, in which a key of the same name would be no duration. */
const opaque = new Set(["merge", "labels", "jobTemplates"]);

/**
 * The Migration with every duration of its plan divided by `speed`, floors kept and defaults written out, and a note
 * that says so. Nothing else of it changes, except that a rate's unit follows its period: `/h` over 30 s is `/30s`.
 */
export function scalePlan(migration: Tree, speed: number): Tree {
  if (speed === 1) return migration;
  const scaled = walk(withDefaults(structuredClone(migration)), speed);
  const metadata = isTree(scaled["metadata"]) ? scaled["metadata"] : {};
  const annotations = isTree(metadata["annotations"]) ? metadata["annotations"] : {};
  return {
    ...scaled,
    metadata: {
      ...metadata,
      annotations: { ...annotations, "crossfade.dev/note": `Sandbox: durations divided by ${speed}` },
    },
  };
}

function walk(node: Tree, speed: number): Tree {
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (opaque.has(key)) return [key, value];
    if (key in floors && typeof value === "string")
      return [key, divided(value, speed, floors[key as Scaled])];
    if (Array.isArray(value))
      return [key, (value as unknown[]).map((item) => (isTree(item) ? walk(item, speed) : item))];
    return [key, isTree(value) ? walk(value, speed) : value];
  });
  return Object.fromEntries(entries);
}

/** Writes the defaults out, since only what is written can be divided. */
function withDefaults(migration: Tree): Tree {
  const spec = isTree(migration["spec"]) ? migration["spec"] : {};
  if (isTree(spec["traffic"])) {
    const { settle, drainTime } = defaults;
    spec["traffic"] = { settle, drainTime, ...spec["traffic"] };
  }
  for (const slo of trees(spec["slos"])) {
    slo["window"] ??= defaults.window;
    slo["freshFor"] ??= defaults.freshFor;
    followPeriod(slo);
  }
  for (const phase of trees(spec["phases"]))
    for (const stage of trees(phase["stages"]))
      for (const gate of trees(stage["gates"]))
        if (isTree(gate["approval"])) gate["approval"]["expires"] ??= defaults.expires;
  return migration;
}

function followPeriod(slo: Tree): void {
  const indicator = isTree(slo["indicator"]) ? slo["indicator"] : {};
  const { events } = indicator;
  const { objective } = slo;
  if (isTree(events) && isTree(objective) && objective["unit"] === "/h")
    objective["unit"] = `/${floors.per}s`;
}

const trees = (value: unknown): Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);
