import { afterEach, describe, expect, it } from "vitest";
import { at, type JsonObject } from "../json.ts";
import { type Kube, startKube } from "../start.ts";
import { call } from "../testing/call.ts";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

describe("watches of the embedded API", () => {
  let kube: Kube | undefined;

  const start = async (options: { watchHistory?: number; bookmarkMs?: number } = {}) => {
    const started = await startKube({
      tokens: [{ token: "t", user: "admin", groups: ["system:masters"] }],
      ...options,
    });
    kube = started;
    return { kube: started, access: { url: started.url, token: "t" } };
  };

  afterEach(async () => kube?.stop());

  const lease = (name: string): JsonObject => ({ metadata: { name }, spec: { holderIdentity: name } });

  it("end with 410 when they resume from before what is remembered", async () => {
    const { access } = await start({ watchHistory: 3 });
    const first = await call(access, { path: LEASES, body: lease("l0") });
    const from = String(at(first.body, "metadata", "resourceVersion"));
    for (let index = 1; index <= 10; index += 1)
      await call(access, { path: LEASES, body: lease(`l${index}`) });
    const late = await call(access, {
      path: `${LEASES}?watch=true&timeoutSeconds=1&resourceVersion=${from}`,
    });
    const [event] = late.documents;
    expect([event?.["type"], at(event, "object", "code"), at(event, "object", "reason")]).toEqual([
      "ERROR",
      410,
      "Expired",
    ]);
    expect(late.documents).toHaveLength(1);
  });

  it("end with 410 after a compaction, and lists' continue tokens with them", async () => {
    const { kube: server, access } = await start();
    for (const name of ["a", "b", "c"]) await call(access, { path: LEASES, body: lease(name) });
    const page = await call(access, { path: `${LEASES}?limit=1` });
    const from = String(at(page.body, "metadata", "resourceVersion"));
    await call(access, { path: LEASES, body: lease("d") });
    server.compact();
    const late = await call(access, {
      path: `${LEASES}?watch=true&timeoutSeconds=1&resourceVersion=${from}`,
    });
    expect(at(late.documents[0], "object", "code")).toBe(410);
    const token = encodeURIComponent(String(at(page.body, "metadata", "continue")));
    expect((await call(access, { path: `${LEASES}?limit=1&continue=${token}` })).code).toBe(410);
  });

  it("get bookmarks that carry the version to resume from", async () => {
    const { access } = await start({ bookmarkMs: 50 });
    const list = await call(access, { path: LEASES });
    const from = String(at(list.body, "metadata", "resourceVersion"));
    await call(access, {
      path: "/api/v1/namespaces/default/configmaps",
      body: { metadata: { name: "other" } },
    });
    const query = `?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=${from}`;
    const { documents } = await call(access, { path: LEASES + query });
    const last = documents.at(-1);
    expect([last?.["type"], at(last, "object", "kind")]).toEqual(["BOOKMARK", "Lease"]);
    expect(Number(at(last, "object", "metadata", "resourceVersion"))).toBeGreaterThan(Number(from));
  });

  it("get none unless they ask for them", async () => {
    const { access } = await start({ bookmarkMs: 50 });
    const { documents } = await call(access, { path: `${LEASES}?watch=true&timeoutSeconds=1` });
    expect(documents).toEqual([]);
  });

  it("carry a table's columns once", async () => {
    const { access } = await start();
    await call(access, { path: LEASES, body: lease("a") });
    await call(access, { path: LEASES, body: lease("b") });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const { documents } = await call(access, { path: `${LEASES}?watch=true&timeoutSeconds=1`, accept });
    const columns = documents.map((event) => (at(event, "object", "columnDefinitions") as unknown[]).length);
    expect(columns).toEqual([3, 0]);
  });
});
