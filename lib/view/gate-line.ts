import type { MigrationDocument, StageGate } from "./document.ts";
import { gateChip, type IconName, type Tone } from "./chip.ts";
import { formatCount, formatSpan, plural } from "./format.ts";
import { readStatus, spanMs } from "./status-view.ts";

/** One condition as a line: what, how it stands, and how far it is. */
export type GateLine = {
  gate: string;
  icon: IconName;
  tone: Tone;
  /** What a screen reader says for the icon. */
  word: string;
  text: string;
  detail: string;
  /** Where on the page more is said. */
  href?: string;
  /** A failed job of the present stage may be run again. */
  retry?: string;
};

export function toGateLine(gate: StageGate, document: MigrationDocument): GateLine {
  const { icon, tone, word } = gateChip(gate.state);
  const base = {
    gate: gate.gate,
    icon: gate.gate === "bake" && gate.state === "waiting" ? "clock" : icon,
    tone,
    word,
  } as const;
  const [kind = "", name = ""] = split(gate.gate);
  switch (kind) {
    case "bake":
      return { ...base, ...bakeLine(gate, document) };
    case "slo":
      return { ...base, ...sloLine(name, gate, document), href: `#slo-${name}` };
    case "job":
      return { ...base, ...jobLine(name, gate, document) };
    case "approval":
      return { ...base, ...approvalLine(name, gate, document), href: "#approvals" };
    case "ready":
      return { ...base, text: `${name === "blue" ? "Blue" : "Green"} is ready`, detail: gate.why };
    case "query":
      return { ...base, text: `Query ${name}`, detail: gate.why };
    default:
      return { ...base, text: gate.gate, detail: gate.why };
  }
}

function bakeLine(gate: StageGate, document: MigrationDocument): Pick<GateLine, "text" | "detail"> {
  const stage = document.stages.find((each) => each.state === "current");
  const needed = spanMs(stage?.bake.atLeast);
  const left = Math.max(0, needed - readStatus(document).bakedMs);
  const text = needed > 0 ? `Bake at least ${formatSpan(needed)}` : "Bake";
  if (gate.state === "pass") return { text, detail: "done" };
  return { text, detail: needed > 0 ? `${formatSpan(left)} left` : gate.why };
}

function sloLine(
  name: string,
  gate: StageGate,
  document: MigrationDocument,
): Pick<GateLine, "text" | "detail"> {
  const green = document.slos.find((slo) => slo.name === name && slo.side === "green");
  const title = green?.title ?? document.slos.find((slo) => slo.name === name)?.title ?? name;
  if (gate.state === "insufficient") {
    return { text: `${title}: too few samples`, detail: sampleProgress(name, document) ?? gate.why };
  }
  if (gate.state === "pass") return { text: title, detail: "passes" };
  return { text: `${title}: ${gateChip(gate.state).word}`, detail: gate.why };
}

/** `4,120 of 5,990 attempts`, or watched time where an SLO counts events. */
export function sampleProgress(name: string, document: MigrationDocument): string | undefined {
  const slo = document.slos.find((each) => each.name === name && each.side === "green");
  if (slo?.samples === undefined) return undefined;
  const counts = document.plan?.slos.find((each) => each.name === name)?.counts ?? {
    kind: "things" as const,
    noun: "samples",
  };
  if (counts.kind === "reading") return "one reading";
  const short = slo.needed !== undefined && slo.samples < slo.needed;
  if (counts.kind === "time") {
    const watched = formatSpan(slo.samples * 1_000);
    return short ? `${watched} of ${formatSpan((slo.needed ?? 0) * 1_000)}` : `${watched} watched`;
  }
  return short
    ? `${formatCount(slo.samples)} of ${formatCount(slo.needed ?? 0)} ${counts.noun}`
    : `${formatCount(slo.samples)} ${counts.noun}`;
}

function jobLine(
  name: string,
  gate: StageGate,
  document: MigrationDocument,
): Pick<GateLine, "text" | "detail" | "retry"> {
  const job = latestJob(name, document);
  // A message of an earlier run says nothing about one that has not begun.
  const detail = gate.state === "waiting" ? gate.why : (job?.message ?? gate.why);
  const text = gate.state === "pass" ? `Job ${name}` : `Job ${name}: ${gateChip(gate.state).word}`;
  return gate.state === "failed" ? { text, detail, retry: `job/${name}` } : { text, detail };
}

export function latestJob(
  name: string,
  document: MigrationDocument,
): MigrationDocument["jobs"][number] | undefined {
  return document.jobs
    .filter((job) => job.name === name)
    .sort((one, other) => other.startedAt.localeCompare(one.startedAt))[0];
}

function approvalLine(
  name: string,
  gate: StageGate,
  document: MigrationDocument,
): Pick<GateLine, "text" | "detail"> {
  const quorum = document.plan?.approvals.find((each) => each.name === name)?.quorum;
  const text =
    quorum === undefined || quorum === 1
      ? `Approval ${name}`
      : `Approval ${name}, ${plural(quorum, "person", "people")}`;
  return { text, detail: gate.why };
}

/** Only the first `/` divides: names may hold more. */
function split(gate: string): [string, string] {
  const at = gate.indexOf("/");
  return at === -1 ? [gate, ""] : [gate.slice(0, at), gate.slice(at + 1)];
}
