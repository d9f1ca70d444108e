import type { Plan } from "../../core/plan/plan.ts";
import type { GateState } from "../../core/status/status.ts";
import type { RiskDocument, RiskState } from "../document.ts";
import { proofState } from "./proofs.ts";
import type { Seen } from "./seen.ts";

/** Each risk of the plan with the state of its proofs, and its own: the first that fits. */
export function toRisks(plan: Plan, seen: Seen): RiskDocument[] {
  return plan.risks.map((risk) => {
    const proofs = risk.evidence.map((ref) => ({ ref, state: proofState(ref, plan, seen) }));
    return { id: risk.id, state: riskState(proofs.map((proof) => proof.state)), proofs };
  });
}

/** A risk without proofs is unproven: nothing has shown that it will not happen. */
export function riskState(proofs: GateState[]): RiskState {
  if (proofs.some((state) => state === "breach" || state === "failed")) return "materialised";
  if (proofs.length === 0 || proofs.some((state) => state === "blind" || state === "waiting")) {
    return "unproven";
  }
  if (proofs.some((state) => state === "insufficient" || state === "running")) return "watching";
  return "mitigated";
}
