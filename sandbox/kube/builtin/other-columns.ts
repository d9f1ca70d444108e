import { asArray, asObject, asString, at, isObject } from "../json.ts";
import type { KubeObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { column } from "../table/columns.ts";
import { AGE, text, WIDE } from "./cells.ts";

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
