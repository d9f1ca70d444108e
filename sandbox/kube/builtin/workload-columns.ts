import { asArray, asObject, asString, at, isObject } from "../json.ts";
import { isTerminating, type KubeObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { column, humanDuration } from "../table/columns.ts";
import { AGE, number, selectorText, text, WIDE } from "./cells.ts";

function containers(object: KubeObject, field: "name" | "image"): string {
  const list = at(object, "spec", "template", "spec", "containers") ?? at(object, "spec", "containers");
  return asArray(list)
    .map((item) => asString(asObject(item)[field]))
    .join(",");
}

const workloadWide = [
  column("Containers", (object) => containers(object, "name"), WIDE),
  column("Images", (object) => containers(object, "image"), WIDE),
];
const selector = column("Selector", (object) => selectorText(at(object, "spec", "selector")), WIDE);

const readyOf = (object: KubeObject): string =>
  `${number(object, "status", "readyReplicas")}/${number(object, "spec", "replicas")}`;

const integer = { type: "integer" } as const;

export const DEPLOYMENT_COLUMNS: readonly Column[] = [
  column("Ready", readyOf),
  column("Up-to-date", (object) => String(number(object, "status", "updatedReplicas"))),
  column("Available", (object) => String(number(object, "status", "availableReplicas"))),
  AGE,
  ...workloadWide,
  selector,
];

export const STATEFULSET_COLUMNS: readonly Column[] = [column("Ready", readyOf), AGE, ...workloadWide];

export const REPLICASET_COLUMNS: readonly Column[] = [
  column("Desired", (object) => number(object, "spec", "replicas"), integer),
  column("Current", (object) => number(object, "status", "replicas"), integer),
  column("Ready", (object) => number(object, "status", "readyReplicas"), integer),
  AGE,
  ...workloadWide,
  selector,
];

function jobStatus(job: KubeObject): string {
  const conditions = asArray(at(job, "status", "conditions")).filter(isObject);
  const holds = (type: string) =>
    conditions.some((item) => item["type"] === type && item["status"] === "True");
  if (holds("Complete")) return "Complete";
  if (holds("Failed")) return "Failed";
  if (isTerminating(job)) return "Terminating";
  return holds("Suspended") ? "Suspended" : "Running";
}

function jobDuration(job: KubeObject, now: number): string {
  const start = Date.parse(text(job, "status", "startTime"));
  if (Number.isNaN(start)) return "";
  const end = Date.parse(text(job, "status", "completionTime"));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

function jobCompletions(job: KubeObject): string {
  const wanted = at(job, "spec", "completions");
  return `${number(job, "status", "succeeded")}/${typeof wanted === "number" ? wanted : 1}`;
}

export const JOB_COLUMNS: readonly Column[] = [
  column("Status", jobStatus),
  column("Completions", jobCompletions),
  column("Duration", jobDuration),
  AGE,
  ...workloadWide,
  selector,
];
