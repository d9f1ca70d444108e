import type { Resource } from "../resource.ts";
import type { Schema } from "../schema/schema.ts";
import {
  BINDING_COLUMNS,
  CRD_COLUMNS,
  ENDPOINT_SLICE_COLUMNS,
  LEASE_COLUMNS,
  ROLE_COLUMNS,
} from "./columns.ts";
import { builtin, loose } from "./define.ts";
import { atomicMap, conditions, integer, text } from "./pod-schema.ts";

const RBAC = "rbac.authorization.k8s.io";

const rules: Schema = { type: "array", nullable: true, items: loose() };
const role = loose({ rules });
const binding = loose({ subjects: { type: "array", items: loose() }, roleRef: atomicMap(loose()) });

export const OTHERS: readonly Resource[] = [
  builtin({
    group: "discovery.k8s.io",
    plural: "endpointslices",
    kind: "EndpointSlice",
    generation: "all",
    columns: ENDPOINT_SLICE_COLUMNS,
  }),
  builtin({
    group: "coordination.k8s.io",
    plural: "leases",
    kind: "Lease",
    schema: loose({
      spec: loose({ holderIdentity: text, leaseDurationSeconds: integer, leaseTransitions: integer }),
    }),
    columns: LEASE_COLUMNS,
  }),
  builtin({ group: RBAC, plural: "roles", kind: "Role", schema: role, columns: ROLE_COLUMNS }),
  builtin({
    group: RBAC,
    plural: "rolebindings",
    kind: "RoleBinding",
    schema: binding,
    columns: BINDING_COLUMNS,
  }),
  builtin({
    group: RBAC,
    plural: "clusterroles",
    kind: "ClusterRole",
    namespaced: false,
    schema: role,
    columns: ROLE_COLUMNS,
  }),
  builtin({
    group: RBAC,
    plural: "clusterrolebindings",
    kind: "ClusterRoleBinding",
    namespaced: false,
    schema: binding,
    columns: BINDING_COLUMNS,
  }),
  builtin({
    group: "apiextensions.k8s.io",
    plural: "customresourcedefinitions",
    kind: "CustomResourceDefinition",
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    status: true,
    generation: "spec",
    schema: loose({ spec: loose(), status: loose({ conditions }) }),
    columns: CRD_COLUMNS,
  }),
];
