import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAccessReviewer } from "../adapters/kubernetes/access.ts";
import { makeMigrationMaker } from "../adapters/kubernetes/migration-maker.ts";
import { type EmbeddedWorld, startEmbeddedWorld } from "../adapters/kubernetes/testing/embedded-world.ts";
import { type NewMigrationDeps, newMigration } from "./new-migration.ts";

const text = readFileSync(new URL("../core/plan/fixtures/emqx.yaml", import.meta.url), "utf8");
const admin = { name: "admin", groups: ["system:masters"] };
const nobody = { name: "nobody", groups: [] };
const none = { namespace: "", name: "" };

let world: EmbeddedWorld;
let deps: NewMigrationDeps;
let namespace: string;
let pasted: { text: string; namespace: string; name: string };
beforeAll(async () => {
  world = await startEmbeddedWorld();
  namespace = await world.namespace();
  pasted = { ...none, text: text.replace(/namespace: mqtt/, `namespace: ${namespace}`) };
  const unknown = { state: "unknown", code: "gone", why: "not there", at: 0 } as const;
  deps = {
    access: makeAccessReviewer({ client: world.product }),
    maker: makeMigrationMaker({ client: world.product, namespaces: [] }),
    routers: new Map(),
    workloads: { side: () => Promise.resolve(unknown) },
  };
});
afterAll(() => world.stop());

const exists = async () =>
  (
    await world.admin.request({
      method: "GET",
      path: `/apis/crossfade.dev/v1alpha1/namespaces/${namespace}/migrations/emqx-to-emqx-go`,
    })
  ).state === "ok";

describe("a pasted plan", () => {
  it("is told all of its problems with their lines, before anybody is asked", async () => {
    const wrong = pasted.text.replace(/weight: 10\b/, "weight: 101");
    const outcome = await newMigration(deps, nobody, { ...pasted, text: wrong, name: "other" }, true);
    expect(outcome).toMatchObject({ state: "problems" });
    if (outcome.state !== "problems") return;
    expect(outcome.issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["metadata.name", expect.stringMatching(/stages\[\d\]\.weight$/)]),
    );
    const at = outcome.issues.find(({ path }) => path.endsWith(".weight"))?.line ?? 0;
    expect(wrong.split("\n")[at - 1]).toContain("weight: 101");
  });

  it("is not made for whoever may not create one, nor checked against the cluster", async () => {
    expect(await newMigration(deps, nobody, pasted, true)).toMatchObject({ state: "not-theirs" });
    expect(await exists()).toBe(false);
  });

  it("is checked by the API server without being made", async () => {
    expect(await newMigration(deps, admin, pasted, false)).toMatchObject({
      state: "checked",
      key: { namespace },
    });
    expect(await exists()).toBe(false);
  });

  it("is refused where there is no such namespace, and where nobody looks after it", async () => {
    const elsewhere = { ...pasted, text: text.replace(/namespace: mqtt/, "namespace: nowhere") };
    expect(await newMigration(deps, admin, elsewhere, true)).toMatchObject({
      why: { state: "no-namespace" },
    });
    const maker = makeMigrationMaker({ client: world.product, namespaces: ["other"] });
    expect(await newMigration({ ...deps, maker }, admin, pasted, true)).toMatchObject({
      why: { state: "unwatched" },
    });
  });

  it("is made once, with the name of who asked for it", async () => {
    expect(await newMigration(deps, admin, pasted, true)).toMatchObject({ state: "made" });
    expect(await exists()).toBe(true);
    expect(await newMigration(deps, admin, pasted, true)).toMatchObject({ why: { state: "taken" } });
    const taken = await newMigration(deps, admin, pasted, false);
    expect(taken).toMatchObject({ state: "refused", why: { state: "taken" } });
  });
});
