import { type Chip, gateChip, riskChip, type Tone } from "./chip.ts";
import type { Level, MigrationDocument, RiskState } from "./document.ts";
import { sampleProgress } from "./gate-line.ts";

export type RiskRow = {
  id: string;
  /** `R1`, its place in the plan. */
  mark: string;
  category: string;
  description: string;
  mitigation: string;
  likelihood: Level;
  impact: Level;
  state: RiskState;
  chip: Chip;
  /** Why it is in this state, in a few words. */
  summary: string;
  proofs: { ref: string; label: string; word: string; tone: Tone; icon: Chip["icon"]; href?: string }[];
};

export type RiskMatrix = {
  rows: RiskRow[];
  /** Rows from high likelihood to low, columns from low impact to high. `heat` 0 to 4. */
  grid: { likelihood: Level; cells: { impact: Level; heat: number; risks: RiskRow[] }[] }[];
};

const LEVELS: readonly Level[] = ["Low", "Medium", "High"];

export function toRiskMatrix(document: MigrationDocument): RiskMatrix {
  const rows = (document.plan?.risks ?? []).map((risk, index): RiskRow => {
    const judged = document.risks.find((each) => each.id === risk.id);
    const state = judged?.state ?? "unproven";
    const proofs = (judged?.proofs ?? []).map(({ ref, state: proof }) => {
      const { word, tone, icon } = gateChip(proof);
      return {
        ref,
        label: proofLabel(ref, document),
        word: proof === "pass" ? "holds" : proof === "waiting" ? "not shown yet" : word,
        tone,
        icon,
        ...proofHref(ref),
      };
    });
    return {
      id: risk.id,
      mark: `R${index + 1}`,
      category: risk.category,
      description: risk.description,
      mitigation: risk.mitigation,
      likelihood: risk.likelihood,
      impact: risk.impact,
      state,
      chip: riskChip(state),
      summary: summarise(proofs, document),
      proofs,
    };
  });
  return {
    rows,
    grid: [...LEVELS].reverse().map((likelihood, fromTop) => ({
      likelihood,
      cells: LEVELS.map((impact, column) => ({
        impact,
        heat: LEVELS.length - 1 - fromTop + column,
        risks: rows.filter((row) => row.likelihood === likelihood && row.impact === impact),
      })),
    })),
  };
}

/** The proofs that decide: those that do not hold, or how many do. */
function summarise(proofs: RiskRow["proofs"], document: MigrationDocument): string {
  if (proofs.length === 0) return "the plan names no proof";
  const open = proofs.filter((proof) => proof.word !== "holds");
  if (open.length === 0) return proofs.map((proof) => proof.label).join(", ");
  return open
    .map((proof) => {
      const progress = proof.word === "too few samples" ? progressOf(proof.ref, document) : undefined;
      return `${proof.label}: ${progress ?? proof.word}`;
    })
    .join(", ");
}

function progressOf(ref: string, document: MigrationDocument): string | undefined {
  const [kind, name = ""] = ref.split("/", 2);
  return kind === "slo" && name !== "all" ? sampleProgress(name, document) : undefined;
}

const CHECKS: Readonly<Record<string, string>> = {
  router: "route healthy",
  "rollback-readiness": "rollback ready",
  "rollback-drill": "rollback drill",
  "auto-rollback": "automatic rollback",
};

function proofLabel(ref: string, document: MigrationDocument): string {
  const [kind, name = ""] = ref.split("/", 2);
  switch (kind) {
    case "slo":
      return name === "all"
        ? "every SLO"
        : (document.slos.find((slo) => slo.name === name)?.title ?? name.replaceAll("-", " "));
    case "job":
      return `job ${name}`;
    case "ready":
      return `${name} ready`;
    default:
      return CHECKS[name] ?? ref;
  }
}

function proofHref(ref: string): { href?: string } {
  const [kind, name = ""] = ref.split("/", 2);
  if (kind === "slo" && name !== "all") return { href: `#slo-${name}` };
  if (kind === "slo") return { href: "#slos" };
  if (kind === "check") return { href: "#readiness" };
  return { href: "#stages" };
}
