import { asArray, asObject, asString, at, isObject, type Json } from "../json.ts";
import { isTerminating, type KubeObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { AGE as AGE_DATE, ageCell, column, humanDuration, NAME } from "../table/columns.ts";

/** Built-in kinds call their ages strings. */
const AGE: Column = { ...AGE_DATE, type: "string" };

const number = (object: KubeObject, ...path: string[]): number => {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
};

const text = (object: KubeObject, ...path: string[]): string => asString(at(object, ...path));
const size = (value: Json | undefined): number =>
  Array.isArray(value) ? value.length : Object.keys(asObject(value)).length;
const orNone = (value: string): string => (value === "" ? "<none>" : value);

function containers(object: KubeObject, field: "name" | "image"): string {
  const list = at(object, "spec", "template", "spec", "containers") ?? at(object, "spec", "containers");
  return asArray(list)
    .map((item) => asString(asObject(item)[field]))
    .join(",");
}

function selectorText(selector: Json | undefined): string {
  const labels = asObject(asObject(selector)["matchLabels"] ?? selector);
  const parts = Object.entries(labels)
    .filter(([, value]) => typeof value === "string")
    .map(([key, value]) => `${key}=${String(value)}`);
  return orNone(parts.sort().join(","));
}

const WIDE = { wide: true };
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

const containerStatuses = (pod: KubeObject): Json[] => asArray(at(pod, "status", "containerStatuses"));

function podStatus(pod: KubeObject): string {
  if (isTerminating(pod)) return "Terminating";
  for (const item of containerStatuses(pod)) {
    const waiting = text(asObject(item), "state", "waiting", "reason");
    const terminated = text(asObject(item), "state", "terminated", "reason");
    if (waiting !== "" || terminated !== "") return waiting || terminated;
  }
  return text(pod, "status", "reason") || text(pod, "status", "phase");
}

function podReady(pod: KubeObject): string {
  const ready = containerStatuses(pod).filter((item) => asObject(item)["ready"] === true).length;
  return `${ready}/${size(at(pod, "spec", "containers"))}`;
}

function podRestarts(pod: KubeObject): string {
  const counts = containerStatuses(pod).map((item) => asObject(item)["restartCount"]);
  return String(counts.reduce<number>((sum, count) => sum + (typeof count === "number" ? count : 0), 0));
}

export const POD_COLUMNS: readonly Column[] = [
  column("Ready", podReady),
  column("Status", podStatus),
  column("Restarts", podRestarts),
  AGE,
  column("IP", (pod) => orNone(text(pod, "status", "podIP")), WIDE),
  column("Node", (pod) => orNone(text(pod, "spec", "nodeName")), WIDE),
  column("Nominated Node", (pod) => orNone(text(pod, "status", "nominatedNodeName")), WIDE),
  column("Readiness Gates", () => "<none>", WIDE),
];

function servicePorts(service: KubeObject): string {
  const ports = asArray(at(service, "spec", "ports")).filter(isObject);
  return orNone(
    ports.map((port) => `${String(port["port"])}/${asString(port["protocol"]) || "TCP"}`).join(","),
  );
}

export const SERVICE_COLUMNS: readonly Column[] = [
  column("Type", (service) => text(service, "spec", "type")),
  column("Cluster-IP", (service) => orNone(text(service, "spec", "clusterIP"))),
  column("External-IP", () => "<none>"),
  column("Port(s)", servicePorts),
  AGE,
  column("Selector", (service) => selectorText(at(service, "spec", "selector")), WIDE),
];

function endpointsText(object: KubeObject): string {
  const all = asArray(object["subsets"]).flatMap((subset) => {
    const ports = asArray(asObject(subset)["ports"]).map((port) => String(asObject(port)["port"]));
    const hosts = asArray(asObject(subset)["addresses"]).map((address) => asString(asObject(address)["ip"]));
    return hosts.flatMap((host) => ports.map((port) => `${host}:${port}`));
  });
  const shown = all.slice(0, 3).join(",");
  return orNone(all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown);
}

export const ENDPOINTS_COLUMNS: readonly Column[] = [column("Endpoints", endpointsText), AGE];

export const CONFIGMAP_COLUMNS: readonly Column[] = [
  column("Data", (object) => size(object["data"]) + size(object["binaryData"])),
  AGE,
];

export const SECRET_COLUMNS: readonly Column[] = [
  column("Type", (object) => text(object, "type")),
  column("Data", (object) => size(object["data"])),
  AGE,
];

export const SERVICE_ACCOUNT_COLUMNS: readonly Column[] = [
  column("Secrets", (object) => size(object["secrets"])),
  AGE,
];

export const NAMESPACE_COLUMNS: readonly Column[] = [
  column("Status", (object) => text(object, "status", "phase")),
  AGE,
];

const since = (time: string, now: number): string => (time === "" ? "<unknown>" : ageCell(time, now));

const lastSeen = (event: KubeObject): string =>
  text(event, "series", "lastObservedTime") || text(event, "lastTimestamp") || text(event, "eventTime");

function sourceOf(event: KubeObject): string {
  const component = text(event, "source", "component") || text(event, "reportingComponent");
  const host = text(event, "source", "host") || text(event, "reportingInstance");
  return host === "" ? component : `${component}, ${host}`;
}

/** Events end with their name: a table of theirs is read by what happened, and to what. */
export const EVENT_COLUMNS: readonly Column[] = [
  column("Last Seen", (event, now) => since(lastSeen(event), now)),
  column("Type", (event) => text(event, "type")),
  column("Reason", (event) => text(event, "reason")),
  column(
    "Object",
    (event) =>
      `${text(event, "involvedObject", "kind").toLowerCase()}/${text(event, "involvedObject", "name")}`,
  ),
  column("Subobject", (event) => text(event, "involvedObject", "fieldPath"), WIDE),
  column("Source", sourceOf, WIDE),
  column("Message", (event) => text(event, "message").trim()),
  column(
    "First Seen",
    (event, now) => since(text(event, "firstTimestamp") || text(event, "eventTime"), now),
    WIDE,
  ),
  column("Count", (event) => number(event, "count") || 1, WIDE),
  { ...NAME, priority: 1 },
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

export const LEASE_COLUMNS: readonly Column[] = [
  column("Holder", (lease) => text(lease, "spec", "holderIdentity")),
  AGE,
];

function sliceEndpoints(slice: KubeObject): string {
  const addresses = asArray(slice["endpoints"]).flatMap((item) =>
    asArray(asObject(item)["addresses"]).map(asString),
  );
  const shown = addresses.slice(0, 3).join(",");
  return addresses.length === 0
    ? "<unset>"
    : addresses.length > 3
      ? `${shown} + ${addresses.length - 3} more...`
      : shown;
}

export const ENDPOINT_SLICE_COLUMNS: readonly Column[] = [
  column("AddressType", (slice) => text(slice, "addressType")),
  column("Ports", (slice) => {
    const ports = asArray(slice["ports"]).map((item) => String(asObject(item)["port"]));
    return ports.length === 0 ? "<unset>" : ports.join(",");
  }),
  column("Endpoints", sliceEndpoints),
  AGE,
];

const createdAt = column("Created At", (object) => text(object, "metadata", "creationTimestamp"));

export const ROLE_COLUMNS: readonly Column[] = [createdAt];
export const CRD_COLUMNS: readonly Column[] = [
  column("Scope", (crd) => text(crd, "spec", "scope")),
  column("Versions", (crd) =>
    asArray(at(crd, "spec", "versions"))
      .map((item) => asString(asObject(item)["name"]))
      .join(","),
  ),
  { ...createdAt, type: "date" },
  column("Group", (crd) => text(crd, "spec", "group"), WIDE),
  column("Kind", (crd) => text(crd, "spec", "names", "kind"), WIDE),
];

function subjects(binding: KubeObject, kind: string): string {
  return asArray(binding["subjects"])
    .filter(isObject)
    .filter((subject) => subject["kind"] === kind)
    .map((subject) =>
      kind === "ServiceAccount"
        ? `${asString(subject["namespace"])}/${asString(subject["name"])}`
        : asString(subject["name"]),
    )
    .join(", ");
}

export const BINDING_COLUMNS: readonly Column[] = [
  column("Role", (binding) => `${text(binding, "roleRef", "kind")}/${text(binding, "roleRef", "name")}`),
  AGE,
  column("Users", (binding) => subjects(binding, "User"), WIDE),
  column("Groups", (binding) => subjects(binding, "Group"), WIDE),
  column("ServiceAccounts", (binding) => subjects(binding, "ServiceAccount"), WIDE),
];
