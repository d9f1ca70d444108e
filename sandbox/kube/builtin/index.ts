import { type Resource, resourceKey } from "../resource.ts";
import { builtin, REPLICAS } from "./define.ts";

const RBAC = "rbac.authorization.k8s.io";

const RESOURCES: readonly Resource[] = [
  builtin({
    group: "",
    plural: "namespaces",
    kind: "Namespace",
    shortNames: ["ns"],
    namespaced: false,
    status: true,
  }),
  builtin({ group: "", plural: "pods", kind: "Pod", shortNames: ["po"], categories: ["all"], status: true }),
  builtin({
    group: "",
    plural: "services",
    kind: "Service",
    shortNames: ["svc"],
    categories: ["all"],
    status: true,
  }),
  builtin({ group: "", plural: "endpoints", kind: "Endpoints", shortNames: ["ep"] }),
  builtin({ group: "", plural: "configmaps", kind: "ConfigMap", shortNames: ["cm"] }),
  builtin({ group: "", plural: "secrets", kind: "Secret" }),
  builtin({ group: "", plural: "events", kind: "Event", shortNames: ["ev"] }),
  builtin({ group: "", plural: "serviceaccounts", kind: "ServiceAccount", shortNames: ["sa"] }),
  builtin({
    group: "apps",
    plural: "statefulsets",
    kind: "StatefulSet",
    shortNames: ["sts"],
    categories: ["all"],
    status: true,
    scale: REPLICAS,
    generation: "spec",
  }),
  builtin({
    group: "apps",
    plural: "deployments",
    kind: "Deployment",
    shortNames: ["deploy"],
    categories: ["all"],
    status: true,
    scale: REPLICAS,
    generation: "spec",
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
  }),
  builtin({
    group: "batch",
    plural: "jobs",
    kind: "Job",
    categories: ["all"],
    status: true,
    generation: "spec",
  }),
  builtin({ group: "discovery.k8s.io", plural: "endpointslices", kind: "EndpointSlice", generation: "all" }),
  builtin({ group: "coordination.k8s.io", plural: "leases", kind: "Lease" }),
  builtin({ group: RBAC, plural: "roles", kind: "Role" }),
  builtin({ group: RBAC, plural: "rolebindings", kind: "RoleBinding" }),
  builtin({ group: RBAC, plural: "clusterroles", kind: "ClusterRole", namespaced: false }),
  builtin({ group: RBAC, plural: "clusterrolebindings", kind: "ClusterRoleBinding", namespaced: false }),
  builtin({
    group: "apiextensions.k8s.io",
    plural: "customresourcedefinitions",
    kind: "CustomResourceDefinition",
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    status: true,
    generation: "spec",
  }),
];

export const BUILTIN: ReadonlyMap<string, Resource> = new Map(
  RESOURCES.map((resource) => [resourceKey(resource), resource] as const),
);
