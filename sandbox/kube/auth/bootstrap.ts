import type { KubeObject } from "../object.ts";
import type { JsonObject } from "../json.ts";
import { RBAC_GROUP } from "./rbac.ts";
import { AUTHENTICATED, MASTERS } from "./user.ts";

const API = `${RBAC_GROUP}/v1`;
const LABELS = { "kubernetes.io/bootstrapping": "rbac-defaults" };

function clusterRole(name: string, rules: JsonObject[]): KubeObject {
  return { apiVersion: API, kind: "ClusterRole", metadata: { name, labels: LABELS }, rules };
}

function bindGroups(name: string, groups: string[]): KubeObject {
  return {
    apiVersion: API,
    kind: "ClusterRoleBinding",
    metadata: { name, labels: LABELS },
    roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name },
    subjects: groups.map((group) => ({ apiGroup: RBAC_GROUP, kind: "Group", name: group })),
  };
}

const PUBLIC_PATHS = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const DISCOVERY_PATHS = [...PUBLIC_PATHS, "/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];

/** The roles every cluster starts with, as far as anything here leans on them. */
export const BOOTSTRAP_ROLES: readonly KubeObject[] = [
  clusterRole("cluster-admin", [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ]),
  clusterRole("system:discovery", [{ nonResourceURLs: DISCOVERY_PATHS, verbs: ["get"] }]),
  clusterRole("system:public-info-viewer", [{ nonResourceURLs: PUBLIC_PATHS, verbs: ["get"] }]),
  clusterRole("system:basic-user", [
    {
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      verbs: ["create"],
    },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ]),
  clusterRole("system:auth-delegator", [
    { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
    { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
  ]),
];

export const BOOTSTRAP_BINDINGS: readonly KubeObject[] = [
  bindGroups("cluster-admin", [MASTERS]),
  bindGroups("system:discovery", [AUTHENTICATED]),
  bindGroups("system:public-info-viewer", [AUTHENTICATED, "system:unauthenticated"]),
  bindGroups("system:basic-user", [AUTHENTICATED]),
];
