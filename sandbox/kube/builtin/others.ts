import type { Resource } from "../resource.ts";
import type { Schema } from "../schema/schema.ts";
import {
  BINDING_COLUMNS,
  CRD_COLUMNS,
  ENDPOINT_SLICE_COLUMNS,
  LEASE_COLUMNS,
  ROLE_COLUMNS,
} from "./other-columns.ts";
import { builtin, kindOf, loose } from "./define.ts";
import { atomicMap, conditions, integer, text } from "./pod-schema.ts";

const RBAC = "rbac.authorization.k8s.io";

const rules: Schema = { type: "array", nullable: true, items: loose() };
const role = kindOf({ rules, aggregationRule: loose() });
const binding = kindOf({ subjects: { type: "array", items: loose() }, roleRef: atomicMap(loose()) });

export const OTHERS: readonly Resource[] = [
  builtin({
    group: "discovery.k8s.io",
    plural: "endpointslices",
    kind: "EndpointSlice",
    generation: "all",
    schema: kindOf({
      addressType: text,
      endpoints: { type: "array", items: loose() },
      ports: { type: "array", items: loose() },
    }),
    columns: ENDPOINT_SLICE_COLUMNS,
  }),
  builtin({
    group: "coordination.k8s.io",
    plural: "leases",
    kind: "Lease",
    unconditionalUpdate: false,
    schema: kindOf({
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
    unconditionalUpdate: false,
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    status: true,
    generation: "spec",
    schema: kindOf({ spec: loose(), status: loose({ conditions }) }),
    columns: CRD_COLUMNS,
  }),
];
