import { groupsOf, type Person, people } from "./users.ts";

const rbac = "rbac.authorization.k8s.io";

/** An OIDC user as the product names it, with the default prefixes. */
export const oidcUser = (issuer: string, subject: string): string => `oidc:${issuer}#${subject}`;
export const oidcGroup = (group: string): string => `oidc:${group}`;

type Subject = { kind: string; name: string; namespace?: string; apiGroup?: string };
const user = (name: string): Subject => ({ kind: "User", name, apiGroup: rbac });
const group = (name: string): Subject => ({ kind: "Group", name, apiGroup: rbac });

/** Everybody of some people, as they come by token and as they come by OIDC, and the groups of theirs that say so. */
function everybody(issuer: string, persons: readonly Person[], groups: readonly string[]): Subject[] {
  return [
    ...persons.flatMap((person) => [user(person), user(oidcUser(issuer, person))]),
    ...groups.flatMap((name) => [group(name), group(oidcGroup(name))]),
  ];
}

function binding(
  namespace: string,
  name: string,
  kind: "ClusterRole" | "Role",
  role: string,
  subjects: Subject[],
) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name, namespace },
    roleRef: { apiGroup: rbac, kind, name: role },
    subjects,
  };
}

const inGroup = (name: string) => people.filter((person) => groupsOf[person].includes(name));

/** Who may do what in the sandbox, over the roles that the product ships. */
export function accessObjects(issuer: string): object[] {
  const of = (name: string) => everybody(issuer, inGroup(name), [name]);
  const admins = of("crossfade-admins");
  const outsiders = of("other-team");
  const bind = (role: string, subjects: Subject[]) => binding("mqtt", role, "ClusterRole", role, subjects);
  return [
    bind("crossfade-viewer", of("crossfade-viewers")),
    bind("crossfade-operator", [...of("crossfade-operators"), ...admins]),
    bind("crossfade-approver", [...of("crossfade-approvers"), ...admins]),
    binding("mqtt", "admins", "ClusterRole", "cluster-admin", admins),
    binding("other", "outsiders", "ClusterRole", "crossfade-operator", outsiders),
    binding("other", "outsiders-view", "ClusterRole", "crossfade-viewer", outsiders),
    ...looking(of("crossfade-viewers")),
    ...jobRights(),
  ];
}

/** What people see of the world with kubectl, and the sandbox's own processes everywhere. */
function looking(viewers: Subject[]): object[] {
  const verbs = ["get", "list", "watch"];
  const rules = [
    { apiGroups: [""], resources: ["pods", "services", "configmaps", "events", "namespaces"], verbs },
    { apiGroups: ["apps"], resources: ["statefulsets", "deployments"], verbs },
    { apiGroups: ["batch"], resources: ["jobs"], verbs },
    { apiGroups: ["networking.istio.io"], resources: ["virtualservices"], verbs },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
  ];
  return [
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name: "sandbox-reader" }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "sandbox-readers" },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "sandbox-reader" },
      subjects: [group("sandbox-readers")],
    },
    binding("mqtt", "sandbox-reader", "ClusterRole", "sandbox-reader", viewers),
  ];
}

/** The service accounts that jobs run as: `default` may look, `chaos` may delete pods too. */
function jobRights(): object[] {
  const account = (name: string): Subject => ({ kind: "ServiceAccount", name, namespace: "mqtt" });
  const role = (name: string, rules: object[]) => ({
    apiVersion: `${rbac}/v1`,
    kind: "Role",
    metadata: { name, namespace: "mqtt" },
    rules,
  });
  const look = ["get", "list", "watch"];
  return [
    role("job-reader", [
      { apiGroups: [""], resources: ["pods", "configmaps", "services"], verbs: look },
      { apiGroups: ["apps"], resources: ["statefulsets", "deployments"], verbs: look },
    ]),
    role("chaos", [{ apiGroups: [""], resources: ["pods"], verbs: ["delete"] }]),
    binding("mqtt", "job-reader", "Role", "job-reader", [account("default"), account("chaos")]),
    binding("mqtt", "chaos", "Role", "chaos", [account("chaos")]),
  ];
}
