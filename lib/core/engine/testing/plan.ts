import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** The example plan with its durations cut to seconds, so that tests pass through all of it in little time. */
export function quickPlan(change: (spec: QuickSpec) => void = () => undefined): unknown {
  const text = readFileSync(new URL("../../plan/fixtures/emqx.yaml", import.meta.url), "utf8");
  const { spec } = parse(text) as { spec: QuickSpec };
  spec.traffic.settle = "5s";
  spec.traffic.drainTime = "1s";
  for (const slo of spec.slos) {
    slo.window = "15s";
    slo.freshFor = "5s";
    if (slo.indicator.events) slo.indicator.events.per = "30s";
  }
  for (const stage of spec.phases.flatMap((phase) => phase.stages)) {
    if (stage.bake?.atLeast) stage.bake.atLeast = "45s";
    if (stage.bake?.atMost) stage.bake.atMost = "15m";
  }
  change(spec);
  return spec;
}

type QuickStage = {
  name: string;
  weight: number;
  bake?: { atLeast?: string; atMost?: string };
  gates?: unknown[];
  actions?: unknown[];
  advance?: string;
};
export type QuickSpec = {
  traffic: { settle?: string; drainTime?: string } & Record<string, unknown>;
  slos: {
    name: string;
    window?: string;
    freshFor?: string;
    onBreach?: string;
    indicator: { events?: { per: string } };
  }[];
  phases: { name: string; stages: QuickStage[] }[];
  rollback: Record<string, unknown>;
  topology?: string;
};

export function stageOf(spec: QuickSpec, name: string): QuickStage {
  const found = spec.phases.flatMap((phase) => phase.stages).find((stage) => stage.name === name);
  if (!found) throw new Error(`no stage ${name}`);
  return found;
}
