import type { MigrationDocument } from "./document.ts";
import { formatSpan } from "./format.ts";
import { readStatus } from "./status-view.ts";
import { forecast } from "./timeline.ts";

/** A figure under the bar. `at` is a time, to be shown in the viewer's zone. */
export type Fact = { label: string } & ({ text: string } | { at: number });

export function toFacts(document: MigrationDocument, now: number): Fact[] {
  const green = document.slos.filter((slo) => slo.side === "green");
  const passing = green.filter((slo) => slo.verdict === "pass").length;
  const { state } = readStatus(document);
  const expected = forecast(document, now);
  return [
    { text: green.length === 0 ? "–" : `${passing} of ${green.length}`, label: "SLOs pass on green" },
    bakeFact(state, expected.bakeLeftMs),
    expected.fullAt === undefined
      ? { text: reached(document) ? "reached" : "–", label: "100 % of new traffic" }
      : { at: expected.fullAt, label: "earliest at 100 %" },
    expected.finishAt === undefined
      ? { text: state === "Completed" ? "done" : "–", label: "finish" }
      : { at: expected.finishAt, label: "earliest finish" },
  ];
}

function bakeFact(state: string, leftMs: number | undefined): Fact {
  if (state === "Held") return { text: "stopped", label: "bake clock" };
  if (leftMs === undefined) return { text: "–", label: "of healthy bake left" };
  return leftMs > 0
    ? { text: formatSpan(leftMs), label: "of healthy bake left" }
    : { text: "baked", label: "this stage" };
}

function reached(document: MigrationDocument): boolean {
  return document.traffic.weight === 100;
}
