import { completedCrd, CRDS } from "../crd/crd.ts";
import { asArray, asObject, isObject, type JsonObject } from "../json.ts";
import { type KubeObject, labelsOf, nameOf, uidOf, withMetadata } from "../object.ts";
import { type Resource, resourceKey } from "../resource.ts";

type Prepare = (object: KubeObject, old: KubeObject | undefined, now: string) => KubeObject;

function secretWithData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const encoded: JsonObject = {};
  for (const [key, value] of Object.entries(asObject(stringData))) {
    encoded[key] = Buffer.from(String(value)).toString("base64");
  }
  const data = { ...asObject(rest["data"]), ...encoded };
  return { ...rest, type: rest["type"] ?? "Opaque", ...(Object.keys(data).length === 0 ? {} : { data }) };
}

/** A job finds its pods by its own uid, which it writes into its template. */
function jobWithSelector(object: KubeObject, old: KubeObject | undefined): KubeObject {
  const spec = asObject(object["spec"]);
  const counts =
    spec["completions"] === undefined && spec["parallelism"] === undefined ? { completions: 1 } : {};
  const complete: JsonObject = { parallelism: 1, ...counts, ...spec };
  if (old !== undefined || spec["manualSelector"] === true) return { ...object, spec: complete };
  const uid = uidOf(object);
  const template = asObject(spec["template"]);
  const labels: JsonObject = {
    ...labelsOf(template),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": nameOf(object),
    "controller-uid": uid,
    "job-name": nameOf(object),
  };
  return {
    ...object,
    spec: {
      ...complete,
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      template: withMetadata(template, { labels }),
    },
    status: object["status"] ?? {},
  };
}

function serviceWithPorts(object: KubeObject): KubeObject {
  const spec = asObject(object["spec"]);
  const ports = asArray(spec["ports"]).map((port) =>
    isObject(port) && port["targetPort"] === undefined ? { ...port, targetPort: port["port"] ?? 0 } : port,
  );
  return {
    ...object,
    spec: { internalTrafficPolicy: "Cluster", ...spec, ...(ports.length === 0 ? {} : { ports }) },
    status: object["status"] ?? { loadBalancer: {} },
  };
}

/** What kube-apiserver fills in on some built-in kinds besides the defaults of their schemas. */
const PREPARE: { [key: string]: Prepare } = {
  [CRDS]: (object, _old, now) => completedCrd(object, now),
  "/namespaces": (object, old) =>
    withMetadata(
      {
        ...object,
        spec: old?.["spec"] ?? { finalizers: ["kubernetes"] },
        status: object["status"] ?? { phase: "Active" },
      },
      { labels: { ...labelsOf(object), "kubernetes.io/metadata.name": nameOf(object) } },
    ),
  "/pods": (object) => ({
    ...object,
    status: object["status"] ?? { phase: "Pending", qosClass: "BestEffort" },
  }),
  "/secrets": secretWithData,
  "/services": serviceWithPorts,
  "batch/jobs": jobWithSelector,
};

export function prepareKind(
  resource: Resource,
  object: KubeObject,
  old: KubeObject | undefined,
  now: string,
): KubeObject {
  const prepare = PREPARE[resourceKey(resource)];
  if (prepare !== undefined) return prepare(object, old, now);
  const hasStatus = resource.versions[0]?.status === true && resource.versions[0].custom === false;
  return hasStatus && object["status"] === undefined ? { ...object, status: {} } : object;
}
