import type { Resource } from "../resource.ts";
import type { Schema } from "../schema/schema.ts";
import {
  DEPLOYMENT_COLUMNS,
  JOB_COLUMNS,
  REPLICASET_COLUMNS,
  STATEFULSET_COLUMNS,
} from "./workload-columns.ts";
import { builtin, kindOf, loose, REPLICAS } from "./define.ts";
import { bool, conditions, integer, labelSelector, podTemplate, text } from "./pod-schema.ts";

const replicas: Schema = {
  type: "integer",
  format: "int32",
  default: 1,
  minimum: 0,
  description: "Number of desired pods.",
};

const status = loose({ conditions });

const common = { selector: labelSelector, template: podTemplate };

const deploymentSpec = loose({
  replicas,
  ...common,
  strategy: { ...loose(), "x-kubernetes-patch-strategy": "retainKeys" },
  revisionHistoryLimit: { ...integer, default: 10 },
  progressDeadlineSeconds: { ...integer, default: 600 },
  paused: bool,
});

const statefulSetSpec = loose({
  replicas,
  ...common,
  serviceName: text,
  podManagementPolicy: { type: "string", default: "OrderedReady" },
  revisionHistoryLimit: { ...integer, default: 10 },
  updateStrategy: {
    ...loose({ type: text }),
    default: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
  },
});

const jobSpec = loose({
  ...common,
  backoffLimit: { ...integer, default: 6 },
  completions: integer,
  parallelism: integer,
  completionMode: { type: "string", default: "NonIndexed" },
  suspend: { type: "boolean", default: false },
  activeDeadlineSeconds: { type: "integer", format: "int64" },
  ttlSecondsAfterFinished: integer,
});

export const WORKLOADS: readonly Resource[] = [
  builtin({
    group: "apps",
    plural: "deployments",
    kind: "Deployment",
    shortNames: ["deploy"],
    categories: ["all"],
    status: true,
    scale: REPLICAS,
    generation: "spec",
    schema: kindOf({ spec: deploymentSpec, status }),
    columns: DEPLOYMENT_COLUMNS,
  }),
  builtin({
    group: "apps",
    plural: "statefulsets",
    kind: "StatefulSet",
    shortNames: ["sts"],
    categories: ["all"],
    status: true,
    scale: REPLICAS,
    generation: "spec",
    schema: kindOf({ spec: statefulSetSpec, status }),
    columns: STATEFULSET_COLUMNS,
  }),
  builtin({
    group: "apps",
    plural: "replicasets",
    kind: "ReplicaSet",
    shortNames: ["rs"],
    categories: ["all"],
    status: true,
    scale: REPLICAS,
    generation: "spec",
    schema: kindOf({ spec: loose({ replicas, ...common }), status }),
    columns: REPLICASET_COLUMNS,
  }),
  builtin({
    group: "batch",
    plural: "jobs",
    kind: "Job",
    categories: ["all"],
    status: true,
    generation: "spec",
    schema: kindOf({ spec: jobSpec, status }),
    columns: JOB_COLUMNS,
  }),
];
