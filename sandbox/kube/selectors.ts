import { type Json, at } from "./json.ts";
import { type KubeObject, labelsOf } from "./object.ts";
import { badRequest } from "./status-error.ts";

export type Matcher = (object: KubeObject) => boolean;

const everything: Matcher = () => true;

const SET = /^([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/;
const EXISTS = /^(!?)\s*([^\s!=(),]+)$/;

/** Splits at the commas that are not inside parentheses. */
function requirementsOf(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function labelRequirement(text: string): Matcher {
  const set = SET.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return (object) => {
      const value = labelsOf(object)[key];
      const isIn = typeof value === "string" && values.includes(value);
      return operator === "in" ? isIn : !isIn;
    };
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = "", operator, wanted] = equality;
    return (object) => (labelsOf(object)[key] === wanted) === (operator !== "!=");
  }
  const exists = EXISTS.exec(text);
  if (exists !== null) {
    const [, not, key = ""] = exists;
    return (object) => Object.hasOwn(labelsOf(object), key) === (not === "");
  }
  throw badRequest(`unable to parse requirement: ${text}`);
}

/** Kubernetes label selectors: `a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`, joined by commas. */
export function labelSelector(selector: string | undefined): Matcher {
  if (selector === undefined || selector.trim() === "") return everything;
  const matchers = requirementsOf(selector).map(labelRequirement);
  return (object) => matchers.every((matches) => matches(object));
}

const COMMON_FIELDS = ["metadata.name", "metadata.namespace"];

/** The fields, besides name and namespace, that kube-apiserver lets each kind be selected by. */
const FIELDS: { [kind: string]: readonly string[] } = {
  Event: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  Pod: ["spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "status.phase", "status.podIP"],
  Secret: ["type"],
  Namespace: ["status.phase"],
  Job: ["status.successful"],
  ReplicaSet: ["status.replicas"],
};

const textOf = (value: Json | undefined): string =>
  value === undefined || value === null || typeof value === "object" ? "" : String(value);

/** Field selectors: `=`, `==` and `!=` on the fields of the kind; others are refused with 400. */
export function fieldSelector(kind: string, selector: string | undefined): Matcher {
  if (selector === undefined || selector.trim() === "") return everything;
  const allowed = [...COMMON_FIELDS, ...(FIELDS[kind] ?? [])];
  const matchers = selector
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part): Matcher => {
      const found = /^\s*([^=!]+?)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
      if (found === null) throw badRequest(`invalid field selector: ${part}`);
      const [, field = "", operator, wanted = ""] = found;
      if (!allowed.includes(field)) throw badRequest(`field label not supported: ${field}`);
      const path = field.split(".");
      return (object) => (textOf(at(object, ...path)) === wanted) === (operator !== "!=");
    });
  return (object) => matchers.every((matches) => matches(object));
}
