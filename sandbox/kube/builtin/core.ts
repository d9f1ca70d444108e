import type { Resource } from "../resource.ts";
import {
  CONFIGMAP_COLUMNS,
  ENDPOINTS_COLUMNS,
  EVENT_COLUMNS,
  NAMESPACE_COLUMNS,
  POD_COLUMNS,
  SECRET_COLUMNS,
  SERVICE_ACCOUNT_COLUMNS,
  SERVICE_COLUMNS,
} from "./core-columns.ts";
import { ANY, builtin, kindOf, loose } from "./define.ts";
import { atomicMap, bool, conditions, integer, keyedList, podSpec, stringMap, text } from "./pod-schema.ts";

const servicePort = loose({
  name: text,
  port: integer,
  protocol: { type: "string", default: "TCP" },
  targetPort: { "x-kubernetes-int-or-string": true },
});

const serviceSpec = loose({
  ports: keyedList(servicePort, "port", ["port", "protocol"]),
  selector: atomicMap(stringMap),
  type: { type: "string", default: "ClusterIP" },
  clusterIP: text,
  sessionAffinity: { type: "string", default: "None" },
});

export const CORE: readonly Resource[] = [
  builtin({
    group: "",
    plural: "namespaces",
    kind: "Namespace",
    shortNames: ["ns"],
    namespaced: false,
    status: true,
    schema: kindOf({ spec: loose(), status: loose({ phase: text, conditions }) }),
    columns: NAMESPACE_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "pods",
    kind: "Pod",
    shortNames: ["po"],
    categories: ["all"],
    status: true,
    generation: "spec",
    schema: kindOf({ spec: podSpec, status: loose({ phase: text, podIP: text, conditions }) }),
    columns: POD_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "services",
    kind: "Service",
    shortNames: ["svc"],
    categories: ["all"],
    status: true,
    schema: kindOf({ spec: serviceSpec, status: loose({ conditions }) }),
    columns: SERVICE_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "endpoints",
    kind: "Endpoints",
    shortNames: ["ep"],
    schema: kindOf({ subsets: { type: "array", items: loose() } }),
    columns: ENDPOINTS_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "configmaps",
    kind: "ConfigMap",
    shortNames: ["cm"],
    schema: kindOf({
      data: { ...stringMap, description: "The configuration data." },
      binaryData: stringMap,
      immutable: bool,
    }),
    columns: CONFIGMAP_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "secrets",
    kind: "Secret",
    schema: kindOf({ data: stringMap, stringData: stringMap, type: text, immutable: bool }),
    columns: SECRET_COLUMNS,
  }),
  builtin({
    group: "",
    plural: "events",
    kind: "Event",
    shortNames: ["ev"],
    schema: kindOf({
      involvedObject: atomicMap(loose()),
      reason: text,
      message: text,
      type: text,
      source: ANY,
      firstTimestamp: ANY,
      lastTimestamp: ANY,
      count: integer,
      eventTime: ANY,
      series: ANY,
      action: text,
      related: ANY,
      reportingComponent: text,
      reportingInstance: text,
    }),
    columns: EVENT_COLUMNS,
    nameColumn: false,
  }),
  builtin({
    group: "",
    plural: "serviceaccounts",
    kind: "ServiceAccount",
    shortNames: ["sa"],
    schema: kindOf({
      secrets: keyedList(loose({ name: text }), "name"),
      imagePullSecrets: { type: "array", items: loose() },
      automountServiceAccountToken: bool,
    }),
    columns: SERVICE_ACCOUNT_COLUMNS,
  }),
];
