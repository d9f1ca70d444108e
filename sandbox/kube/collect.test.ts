import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asObject, at, type Json, type JsonObject } from "./json.ts";
import { type Kube, startKube } from "./start.ts";
import { type Answer, call } from "./testing/call.ts";

const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const PODS = "/api/v1/namespaces/default/pods";

describe("what controllers do in a cluster", () => {
  let kube: Kube;

  const ask = (path: string, body?: Json): Promise<Answer> =>
    call({ url: kube.url, token: "t" }, { path, ...(body === undefined ? {} : { body }) });
  const remove = (path: string, body?: Json): Promise<Answer> =>
    call({ url: kube.url, token: "t" }, { method: "DELETE", path, ...(body === undefined ? {} : { body }) });
  const code = async (path: string): Promise<number> => (await ask(path)).code;

  const podOf = (name: string, owner: Answer, kind = "Job"): JsonObject => ({
    metadata: {
      name,
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind,
          name: String(at(owner.body, "metadata", "name")),
          uid: String(at(owner.body, "metadata", "uid")),
        },
      ],
    },
    spec: { containers: [{ name: "c", image: "i" }] },
  });

  const job = (name: string): JsonObject => ({
    metadata: { name },
    spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } } },
  });

  beforeAll(async () => {
    kube = await startKube({ tokens: [{ token: "t", user: "admin", groups: ["system:masters"] }] });
  });

  afterAll(async () => kube.stop());

  it("removes what a deleted object owned", async () => {
    const owner = await ask(JOBS, job("owner"));
    await ask(PODS, podOf("owned", owner));
    await remove(`${JOBS}/owner`);
    await expect.poll(() => code(`${PODS}/owned`)).toBe(404);
  });

  it("removes what names an owner that is not there", async () => {
    const owner = await ask(JOBS, job("never"));
    await remove(`${JOBS}/never`);
    await ask(PODS, podOf("stray", owner));
    await expect.poll(() => code(`${PODS}/stray`)).toBe(404);
  });

  it("removes dependents first when the deletion is in the foreground", async () => {
    const owner = await ask(JOBS, job("front"));
    await ask(PODS, podOf("behind", owner));
    const options = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Foreground" };
    const marked = await remove(`${JOBS}/front`, options);
    expect(at(marked.body, "metadata", "finalizers")).toEqual(["foregroundDeletion"]);
    await expect.poll(() => code(`${JOBS}/front`)).toBe(404);
    expect(await code(`${PODS}/behind`)).toBe(404);
  });

  it("leaves dependents without their owner when they are orphaned", async () => {
    const owner = await ask(JOBS, job("parent"));
    await ask(PODS, podOf("orphan", owner));
    await remove(`${JOBS}/parent`, { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Orphan" });
    await expect.poll(() => code(`${JOBS}/parent`)).toBe(404);
    expect(at((await ask(`${PODS}/orphan`)).body, "metadata", "ownerReferences")).toBeUndefined();
  });

  it("empties a namespace that is being deleted, and takes nothing new into it", async () => {
    await ask("/api/v1/namespaces", { metadata: { name: "doomed" } });
    const held = { metadata: { name: "held", finalizers: ["suite.dev/hold"] } };
    await ask("/api/v1/namespaces/doomed/configmaps", { metadata: { name: "free" } });
    await ask("/api/v1/namespaces/doomed/configmaps", held);
    const deleted = await remove("/api/v1/namespaces/doomed");
    expect(asObject(deleted.body["status"])["phase"]).toBe("Terminating");
    await expect.poll(() => code("/api/v1/namespaces/doomed/configmaps/free")).toBe(404);
    const late = await ask("/api/v1/namespaces/doomed/configmaps", { metadata: { name: "late" } });
    expect([late.code, late.body["message"]]).toEqual([
      403,
      "configmaps is forbidden: unable to create new content in namespace doomed because it is being terminated",
    ]);
    await call(
      { url: kube.url, token: "t" },
      {
        method: "PATCH",
        path: "/api/v1/namespaces/doomed/configmaps/held",
        body: { metadata: { finalizers: null } },
        type: "application/merge-patch+json",
      },
    );
    await expect.poll(() => code("/api/v1/namespaces/doomed")).toBe(404);
  });
});
