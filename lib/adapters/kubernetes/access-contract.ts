import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../../core/access/access.ts";
import { makeAccessReviewer } from "./access.ts";
import { create, type KubeWorld } from "./testing/kube-world.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Who somebody is and what they may do, as Kubernetes says it, on any API server. `nobodyToken` is known there. */
export function accessContract(
  title: string,
  startWorld: () => Promise<KubeWorld & { adminToken: string }>,
): void {
  describe(title, () => {
    let world: KubeWorld & { adminToken: string };
    beforeAll(async () => {
      world = await startWorld();
    });
    afterAll(() => world.stop());

    it("allows exactly the verbs of the roles that are bound, and only in their namespace (A06)", async () => {
      const reviewer = makeAccessReviewer({ client: world.product });
      const namespace = await world.namespace();
      await create(world.admin, `${RBAC}/namespaces/${namespace}/roles`, {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: { name: "operator" },
        rules: [{ apiGroups: ["crossfade.dev"], resources: ["migrations"], verbs: ["get", "advance"] }],
      });
      await create(world.admin, `${RBAC}/namespaces/${namespace}/rolebindings`, {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "operators" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "operator" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:operators" }],
      });
      const asked = async (groups: string[], where = namespace) => {
        const target = { namespace: where, name: "moving" };
        const answers = await Promise.all(
          VERBS.map(async (verb) =>
            (await reviewer.may({ name: "oidc:someone", groups }, verb, target)) ? verb : "",
          ),
        );
        return answers.filter((verb) => verb !== "");
      };
      const settled = async () => {
        for (let tries = 0; tries < 50 && (await asked(["oidc:operators"])).length === 0; tries += 1) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      };
      await settled();
      expect(await asked(["oidc:operators"])).toEqual(["get", "advance"]);
      expect(await asked(["oidc:operators"], "default")).toEqual([]);
      expect(await asked(["OIDC:operators", "oidc:operator", "operators"])).toEqual([]);
    });

    it("knows a token's user and groups, and no user for a token that is none", async () => {
      const reviewer = makeAccessReviewer({ client: world.product });
      expect(await reviewer.whoIs(world.adminToken)).toMatchObject({
        name: "admin",
        groups: expect.arrayContaining(["system:masters"]) as string[],
      });
      expect(await reviewer.whoIs("not-a-token")).toBeUndefined();
    });

    it("throws when it is not told: unknown is never yes", async () => {
      const reviewer = makeAccessReviewer({ client: world.nobody });
      await expect(reviewer.may({ name: "x", groups: [] }, "get", { namespace: "default" })).rejects.toThrow(
        /forbidden/,
      );
      await expect(reviewer.whoIs("x")).rejects.toThrow(/forbidden/);
    });
  });
}
