import { completedCrd, CRDS } from "../crd/crd.ts";
import { asObject, type JsonObject } from "../json.ts";
import { type KubeObject, labelsOf, nameOf, withMetadata } from "../object.ts";
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
  "/services": (object) => ({ ...object, status: object["status"] ?? { loadBalancer: {} } }),
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
