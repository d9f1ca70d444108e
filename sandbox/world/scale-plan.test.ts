import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { secondsOf } from "./durations.ts";
import { scalePlan } from "./scale-plan.ts";

const load = () => parse(readFileSync(new URL("./plan.yaml", import.meta.url), "utf8"));
const stages = (plan: ReturnType<typeof load>) =>
  plan.spec.phases.flatMap((phase: { stages: unknown[] }) => phase.stages);
const stage = (plan: ReturnType<typeof load>, name: string) =>
  stages(plan).find((one: { name: string }) => one.name === name);

describe("the plan of the sandbox", () => {
  it("is the real one at speed 1", () => {
    expect(scalePlan(load(), 1)).toEqual(load());
  });

  it("says by how much its durations were divided", () => {
    const plan = scalePlan(load(), 300) as ReturnType<typeof load>;
    expect(plan.metadata.annotations["crossfade.dev/note"]).toBe("Sandbox: durations divided by 300");
    expect(plan.spec.title).toBe(load().spec.title);
  });

  it("divides long durations, and keeps the floors of short ones", () => {
    const plan = scalePlan(load(), 300) as ReturnType<typeof load>;
    expect(stage(plan, "canary-50").bake).toEqual({ atLeast: "1m12s", atMost: "15m" });
    expect(stage(plan, "canary-1").bake).toEqual({ atLeast: "45s", atMost: "15m" });
    expect(stage(plan, "observe").bake).toEqual({ atLeast: "4m48s", atMost: "15m" });
    expect(plan.spec.traffic).toMatchObject({ settle: "5s", drainTime: "1s" });
    expect(stage(plan, "final-health-checks").gates[1].job.timeout).toBe("1m");
    expect(stage(plan, "observe").gates[1].job.every).toBe("48s");
  });

  it("divides the defaults too, which are written out for it", () => {
    const plan = scalePlan(load(), 300) as ReturnType<typeof load>;
    for (const slo of plan.spec.slos) expect(slo).toMatchObject({ window: "15s", freshFor: "5s" });
    expect(stage(plan, "canary-50").gates[2].approval.expires).toBe("15m");
  });

  it("names the period of a rate in its unit", () => {
    const plan = scalePlan(load(), 300) as ReturnType<typeof load>;
    const restarts = plan.spec.slos.at(-1);
    expect(restarts.indicator.events.per).toBe("30s");
    expect(restarts.objective).toEqual({ below: 5, unit: "/30s" });
  });

  it("never makes a duration longer", () => {
    const plan = scalePlan({ spec: { phases: [{ stages: [{ bake: { atLeast: "20s" } }] }] } }, 300);
    expect(plan).toMatchObject({ spec: { phases: [{ stages: [{ bake: { atLeast: "20s" } }] }] } });
  });

  it("takes ten to fifteen minutes at the default speed, the reconnects and the reading included", () => {
    const plan = scalePlan(load(), 300) as ReturnType<typeof load>;
    const baking = stages(plan).reduce(
      (sum: number, one: { bake?: { atLeast?: string } }) => sum + secondsOf(one.bake?.atLeast ?? "0s"),
      0,
    );
    expect(baking / 60).toBeGreaterThan(8);
    expect(baking / 60).toBeLessThan(11);
  });
});
