import { asArray, asObject, asString, isObject, type JsonObject } from "../json.ts";
import { type KubeObject, nameOf, namespaceOf } from "../object.ts";
import type { Store } from "../store.ts";
import { MASTERS, type User } from "./user.ts";

/** What somebody wants to do: with a resource, or with a path that is none. */
export type Attributes =
  | {
      kind: "resource";
      verb: string;
      group: string;
      /** With its subresource: `migrations/status`. */
      resource: string;
      namespace: string;
      name: string;
    }
  | { kind: "path"; verb: string; path: string };

/** `reason` names the binding that allowed it, in the words of kube-apiserver. */
export type Decision = { allowed: boolean; reason: string };

export const RBAC_GROUP = "rbac.authorization.k8s.io";

const strings = (value: JsonObject[string] | undefined): string[] => asArray(value).map(asString);

function coversResource(wanted: readonly string[], resource: string): boolean {
  const slash = resource.indexOf("/");
  return wanted.some(
    (item) => item === "*" || item === resource || (slash > 0 && item === `*/${resource.slice(slash + 1)}`),
  );
}

function coversPath(wanted: readonly string[], path: string): boolean {
  return wanted.some((item) => item === path || (item.endsWith("*") && path.startsWith(item.slice(0, -1))));
}

const has = (list: readonly string[], item: string): boolean => list.includes("*") || list.includes(item);

export function ruleAllows(rule: JsonObject, attributes: Attributes): boolean {
  if (!has(strings(rule["verbs"]), attributes.verb)) return false;
  if (attributes.kind === "path") return coversPath(strings(rule["nonResourceURLs"]), attributes.path);
  const names = strings(rule["resourceNames"]);
  return (
    has(strings(rule["apiGroups"]), attributes.group) &&
    coversResource(strings(rule["resources"]), attributes.resource) &&
    (names.length === 0 || names.includes(attributes.name))
  );
}

function isSubject(subject: JsonObject, user: User, bindingNamespace: string): boolean {
  const name = asString(subject["name"]);
  switch (subject["kind"]) {
    case "User":
      return user.name === name;
    case "Group":
      return user.groups.includes(name);
    case "ServiceAccount": {
      const namespace = asString(subject["namespace"]) || bindingNamespace;
      return namespace !== "" && user.name === `system:serviceaccount:${namespace}:${name}`;
    }
    default:
      return false;
  }
}

function subjectText(subject: JsonObject, bindingNamespace: string): string {
  const kind = asString(subject["kind"]);
  const name = asString(subject["name"]);
  if (kind !== "ServiceAccount") return `${kind} "${name}"`;
  return `${kind} "${name}/${asString(subject["namespace"]) || bindingNamespace}"`;
}

/** RBAC over the Role and Binding objects as they are at this instant. */
export class Authorizer {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  decide(user: User, attributes: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return { allowed: true, reason: "" };
    const missing: string[] = [];
    for (const binding of this.#bindings(attributes)) {
      const namespace = namespaceOf(binding);
      const subject = asArray(binding["subjects"])
        .filter(isObject)
        .find((item) => isSubject(item, user, namespace));
      if (subject === undefined) continue;
      const reference = asObject(binding["roleRef"]);
      const rules = this.#rules(reference, namespace);
      if (rules === undefined) {
        missing.push(
          `${asString(reference["kind"]).toLowerCase()}.${RBAC_GROUP} "${asString(reference["name"])}" not found`,
        );
        continue;
      }
      if (rules.some((rule) => ruleAllows(rule, attributes))) {
        const kind = namespace === "" ? "ClusterRoleBinding" : "RoleBinding";
        const title = namespace === "" ? nameOf(binding) : `${nameOf(binding)}/${namespace}`;
        const role = `${asString(reference["kind"])} "${asString(reference["name"])}"`;
        return {
          allowed: true,
          reason: `RBAC: allowed by ${kind} "${title}" of ${role} to ${subjectText(subject, namespace)}`,
        };
      }
    }
    return { allowed: false, reason: missing.length === 0 ? "" : `rbac: RBAC: ${missing.join(", ")}` };
  }

  #bindings(attributes: Attributes): KubeObject[] {
    const cluster = this.#store.list(`${RBAC_GROUP}/clusterrolebindings`);
    if (attributes.kind === "path" || attributes.namespace === "") return cluster;
    return [...cluster, ...this.#store.list(`${RBAC_GROUP}/rolebindings`, attributes.namespace)];
  }

  #rules(reference: JsonObject, namespace: string): JsonObject[] | undefined {
    const isRole = reference["kind"] === "Role";
    const role = this.#store.get(
      `${RBAC_GROUP}/${isRole ? "roles" : "clusterroles"}`,
      isRole ? namespace : "",
      asString(reference["name"]),
    );
    return role === undefined ? undefined : asArray(role["rules"]).filter(isObject);
  }
}
