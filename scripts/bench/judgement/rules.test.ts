import { describe, expect, it } from "vitest";
import { OTHER_RULES } from "./rules.ts";
import { STAGE_SECONDS, type Trace } from "./trace.ts";

/** Ten samples a second, all bad from `badFrom` on. */
function trace(badFrom: number, blindFrom = STAGE_SECONDS, blindFor = 0): Trace {
  const seconds = Array.from({ length: STAGE_SECONDS }, (_, t) => t);
  const blind = new Uint8Array(STAGE_SECONDS).fill(1, blindFrom, blindFrom + blindFor);
  return {
    total: Float64Array.from(seconds, (t) => 10 * (t + 1)),
    bad: Float64Array.from(seconds, (t) => 10 * Math.max(0, t + 1 - badFrom)),
    blind,
  };
}

function rollsBackAt(name: string, of: Trace): number | undefined {
  const rule = OTHER_RULES.find((one) => one.name.startsWith(name));
  if (!rule) throw new Error(`no rule ${name}`);
  return rule.rollsBackAt(of);
}

describe("the rules beside ours", () => {
  it("take as long as their documentation says on a green that fails altogether", () => {
    const failing = trace(0);
    expect(rollsBackAt("Flagger, as documented", failing)).toBe(299);
    expect(rollsBackAt("Flagger, fastest: 10s × 1, window 10s", failing)).toBe(9);
    expect(rollsBackAt("Argo, as documented", failing)).toBe(1_199);
    expect(rollsBackAt("Argo, fastest", failing)).toBe(0);
    expect(rollsBackAt("threshold over 5m, every second", failing)).toBe(0);
    expect(rollsBackAt("threshold over 5m, for 1m", failing)).toBe(60);
  });

  it("leave a green without a failure alone", () => {
    for (const rule of OTHER_RULES) expect(rule.rollsBackAt(trace(STAGE_SECONDS))).toBeUndefined();
  });

  it("take silence for a failed check, for an error, or for nothing", () => {
    const silent = trace(STAGE_SECONDS, 600, 400);
    expect(rollsBackAt("Flagger, as documented", silent)).toBe(899);
    expect(rollsBackAt("Argo, as documented", silent)).toBe(899 + 4 * 10);
    expect(rollsBackAt("threshold", silent)).toBeUndefined();
  });
});
