import { describe, expect, it } from "vitest";
import { emqxPlan } from "../testing/emqx.ts";
import { baking, slo } from "../testing/input.ts";
import { scenes } from "../testing/scenes.ts";
import { riskState, toRisks } from "./risks.ts";

const stateOf = (id: string, input = baking()) =>
  toRisks(emqxPlan, input).find((risk) => risk.id === id)?.state;

describe("a risk", () => {
  it("is in the first state that fits", () => {
    expect(riskState(["pass", "breach", "blind", "running"])).toBe("materialised");
    expect(riskState(["pass", "failed"])).toBe("materialised");
    expect(riskState(["pass", "blind", "running"])).toBe("unproven");
    expect(riskState(["pass", "waiting", "insufficient"])).toBe("unproven");
    expect(riskState(["pass", "insufficient"])).toBe("watching");
    expect(riskState(["running", "pass"])).toBe("watching");
    expect(riskState(["pass", "pass"])).toBe("mitigated");
  });

  it("without any proof is unproven", () => {
    expect(riskState([])).toBe("unproven");
  });

  it("follows its proofs", () => {
    expect(stateOf("performance")).toBe("mitigated");
    expect(stateOf("rollback-failure")).toBe("mitigated");
    expect(stateOf("fault-tolerance")).toBe("unproven"); // the chaos test has not run
    expect(stateOf("unknown-unknowns")).toBe("watching"); // one SLO has too few samples
    expect(stateOf("performance", scenes["rolling-back"]!())).toBe("materialised");
  });

  it("is judged on green where both sides are measured", () => {
    const input = baking();
    input.assessment.slos = [slo("data-integrity", "blue", "breach"), slo("data-integrity", "green", "pass")];
    const proofs = toRisks(emqxPlan, input).find((risk) => risk.id === "data-integrity")?.proofs;
    expect(proofs?.[0]).toEqual({ ref: "slo/data-integrity", state: "pass" });
  });

  it("of rolling back is unproven, not happening, once there is no way back by design", () => {
    expect(stateOf("rollback-failure", scenes["completed"]!())).toBe("unproven");
  });

  it("is not called happening while green is only being set up", () => {
    const proofs = toRisks(emqxPlan, { ...scenes["pending"]!() }).flatMap((risk) => risk.proofs);
    expect(proofs.filter((proof) => proof.state === "failed")).toEqual([]);
  });
});
