import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCluster, type TestCluster } from "./apiserver.ts";

/** Everything that the service account may do, apart from what every account may: change it with deploy/rbac.yaml. */
const golden = [
  "apps/deployments: get,list,patch,watch",
  "apps/deployments/scale: get,patch",
  "apps/statefulsets: get,list,patch,watch",
  "apps/statefulsets/scale: get,patch",
  "authentication.k8s.io/tokenreviews: create",
  "authorization.k8s.io/subjectaccessreviews: create",
  "batch/jobs: create,get,list,watch",
  "configmaps: get,patch",
  "crossfade.dev/journalentries: create,get,list,watch",
  "crossfade.dev/migrations: create,get,list,watch",
  "crossfade.dev/migrations/status: patch,update",
  "discovery.k8s.io/endpointslices: get,list,watch",
  "events: create",
  "namespaces: get",
  "networking.istio.io/virtualservices: get,list,patch,watch",
  "pods: get,list,watch",
  "serviceaccounts: get",
  "services: get,list,watch",
];

/** Every service account of every cluster may ask about itself, and read the trust bundles. */
const everybodys =
  /^(authentication|authorization)\.k8s\.io\/self|^certificates\.k8s\.io\/clustertrustbundles:/;

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

let cluster: TestCluster;

async function rulesIn(namespace: string): Promise<string[]> {
  const manifest = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectRulesReview",
    spec: { namespace },
  };
  const text = await cluster.create("crossfade", manifest);
  const { status } = JSON.parse(text) as { status: { resourceRules: Rule[] } };
  return status.resourceRules
    .flatMap(({ verbs, apiGroups, resources }) =>
      apiGroups.flatMap((group) =>
        resources.map((name) => `${group === "" ? "" : `${group}/`}${name}: ${[...verbs].sort().join(",")}`),
      ),
    )
    .filter((rule) => !everybodys.test(rule))
    .sort();
}

/** Asked as the product asks: by a SubjectAccessReview. */
async function mayUser(user: string, verb: string): Promise<boolean> {
  const resourceAttributes = { group: "crossfade.dev", resource: "migrations", verb, namespace: "default" };
  const manifest = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user, groups: ["system:authenticated"], resourceAttributes },
  };
  const review = JSON.parse(await cluster.create("crossfade", manifest)) as { status: { allowed: boolean } };
  return review.status.allowed;
}

beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.deploy("rbac.yaml");
  for (const role of ["viewer", "operator", "approver"]) {
    const manifest = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: `test-${role}`, namespace: "default" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: `crossfade-${role}` },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: `test-${role}` }],
    };
    await cluster.apply(manifest);
  }
});

afterAll(() => cluster?.stop());

describe("A42: the service account has the rights of the golden list", () => {
  it("and no others, in the namespace of a Migration", async () => {
    await expect.poll(() => rulesIn("default"), { timeout: 10_000 }).toEqual([...golden].sort());
  });

  it("and in its own namespace the Lease besides", async () => {
    await expect
      .poll(() => rulesIn("crossfade-system"), { timeout: 10_000 })
      .toEqual([...golden, "coordination.k8s.io/leases: create,get,list,patch,update,watch"].sort());
  });
});

describe("the roles for people", () => {
  const verbs = ["get", "advance", "hold", "rollback", "approve", "update", "delete"];
  it.each([
    ["viewer", ["get"]],
    ["operator", ["get", "advance", "hold", "rollback"]],
    ["approver", ["get", "approve"]],
  ])("give a %s what the contract says", async (role, allowed) => {
    await expect
      .poll(
        async () => {
          const answers = await Promise.all(verbs.map((verb) => mayUser(`test-${role}`, verb)));
          return verbs.filter((_, index) => answers[index]);
        },
        { timeout: 10_000 },
      )
      .toEqual(allowed);
  });
});

describe("the manifests", () => {
  it.each(["crossfade.yaml", "probe.yaml", "rbac-namespaced.yaml"])(
    "%s is accepted by a real API server",
    async (name) => {
      await expect(cluster.dryRun(name)).resolves.toContain("server dry run");
    },
  );

  it("pods of ours satisfy the restricted standard of their namespace (A43)", async () => {
    await expect(cluster.dryRun("crossfade.yaml")).resolves.not.toContain("Warning");
  });
});
