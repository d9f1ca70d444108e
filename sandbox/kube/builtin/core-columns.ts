import { asArray, asObject, asString, at, isObject, type Json } from "../json.ts";
import { isTerminating, type KubeObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { ageCell, column, NAME } from "../table/columns.ts";
import { AGE, number, orNone, selectorText, size, text, WIDE } from "./cells.ts";

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
