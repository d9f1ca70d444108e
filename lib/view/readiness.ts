import type { MigrationDocument } from "./document.ts";
import { formatCount } from "./format.ts";

export type ReadinessView = {
  ready: boolean;
  /** One line for the action card. */
  summary: string;
  /** `open`: not tried yet, which is no failure. */
  checks: { name: string; state: "ok" | "failed" | "open"; text: string; detail: string; at?: number }[];
  drill: { ran: boolean; allowed: boolean; why?: string };
  kubectl?: string;
  /** Why there is no way back at all. */
  gone?: string;
};

const TEXTS: Readonly<Record<string, string>> = {
  "blue-ready": "Blue is ready",
  "blue-capacity": "Blue can take everyone back",
  router: "Route is as we left it",
  "write-permission": "May write the route",
  journal: "Journal can be written",
  drill: "Drill",
};

/** The same as what stands in the way. */
const FAILED: Readonly<Record<string, string>> = {
  "blue-ready": "blue is not ready",
  "blue-capacity": "blue cannot take everyone back",
  router: "the route is not as we left it",
  "write-permission": "the route may not be written",
  journal: "the journal cannot be written",
};

export function toReadiness(document: MigrationDocument): ReadinessView {
  const { rollback, drill, plan } = document;
  const failing = rollback.checks.filter((check) => !check.ok && check.name !== "drill");
  const checks = rollback.checks.map((check) => ({
    name: check.name,
    state: check.ok
      ? ("ok" as const)
      : check.name === "drill" && !drill
        ? ("open" as const)
        : ("failed" as const),
    text: TEXTS[check.name] ?? check.name,
    detail: groupDigits(check.why ?? ""),
    ...(check.name === "drill" && drill ? { at: Date.parse(drill.at) } : {}),
  }));
  const last =
    plan?.traffic.existingConnections === "drained" ? drainText(plan.traffic.drainTimeMs) : undefined;
  return {
    ready: rollback.ready,
    summary: rollback.ready
      ? [`Rollback ready`, sidesText(document), last].filter(Boolean).join(", ")
      : `Rollback not ready: ${failing.map(({ name }) => FAILED[name] ?? name).join(", ") || "the plan cannot be read"}`,
    checks,
    drill: {
      ran: drill !== undefined,
      allowed: document.can.rollback,
      ...(document.can.rollback ? {} : { why: "A drill takes the right to roll back." }),
    },
    ...(rollback.kubectl === undefined ? {} : { kubectl: rollback.kubectl }),
    ...(rollback.code === "one-way" ? { gone: rollback.why ?? "A one-way door was passed." } : {}),
  };
}

function sidesText(document: MigrationDocument): string | undefined {
  const blue = document.sides.blue;
  return blue && `blue ${blue.ready} of ${blue.replicas}`;
}

function drainText(drainMs: number): string {
  return `last client back within ${Math.ceil(drainMs / 1_000) + 1}\u00a0s`;
}

/** `20114 of 50000` as `20,114 of 50,000`; versions and names stay as they are. */
function groupDigits(text: string): string {
  return text.replace(/(?<![\w.-])\d{4,}(?= of | connections)/g, (digits) => formatCount(Number(digits)));
}
