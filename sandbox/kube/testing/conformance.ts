import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { asArray, asObject, at, type Json, type JsonObject } from "../json.ts";
import { type Access, type Answer, type Ask, call } from "./call.ts";

/** An API server to judge: the embedded one or a real one. `bob` starts without any rights. */
export type Subject = { admin: Access; bob: Access; stop: () => Promise<void> };

const CRD = fileURLToPath(new URL("./widget.yaml", import.meta.url));
const GROUP = "/apis/suite.dev/v1";
const WIDGETS = `${GROUP}/namespaces/suite/widgets`;
const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC = "application/strategic-merge-patch+json";
const APPLY = "application/apply-patch+yaml";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

const versionOf = (answer: Answer): Json | undefined => at(answer.body, "metadata", "resourceVersion");
const messageOf = (answer: Answer): Json | undefined => answer.body["message"];

function managersOf(answer: Answer): { [name: string]: Json | undefined } {
  const entries = asArray(at(answer.body, "metadata", "managedFields")).map(asObject);
  return Object.fromEntries(entries.map((entry) => [String(entry["manager"]), entry["fieldsV1"]]));
}

function causesOf(answer: Answer): string[] {
  return asArray(at(answer.body, "details", "causes"))
    .map((cause) => `${String(asObject(cause)["field"])}: ${String(asObject(cause)["message"])}`)
    .sort();
}

const UNCHECKED =
  "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

/** What the API promises, asked over HTTP: the embedded API and a real kube-apiserver answer the same. */
export function conformance(title: string, start: () => Promise<Subject>): void {
  describe(title, () => {
    let subject: Subject;
    let serial = 0;

    const ask = (request: Ask): Promise<Answer> => call(subject.admin, request);
    const newName = (): string => {
      serial += 1;
      return `w${serial}`;
    };
    const widget = (name: string, spec: JsonObject = {}): JsonObject => ({
      apiVersion: "suite.dev/v1",
      kind: "Widget",
      metadata: { name },
      spec: { size: 1, title: "abc", ...spec },
    });
    const make = async (spec: JsonObject = {}): Promise<string> => {
      const name = newName();
      const made = await ask({ path: WIDGETS, body: widget(name, spec) });
      expect(made.code, JSON.stringify(made.body)).toBe(201);
      return name;
    };
    const patch = (name: string, body: Json, type = MERGE_PATCH, query = ""): Promise<Answer> =>
      ask({ method: "PATCH", path: `${WIDGETS}/${name}${query}`, body, type });
    const get = (name: string): Promise<Answer> => ask({ path: `${WIDGETS}/${name}` });

    beforeAll(async () => {
      subject = await start();
      await ask({ path: "/api/v1/namespaces", body: { metadata: { name: "suite" } } });
      const crd = parse(readFileSync(CRD, "utf8"), { merge: true }) as Json;
      const made = await ask({ path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", body: crd });
      expect(made.code, JSON.stringify(made.body)).toBe(201);
      // A real server serves the writes of a new kind a little after its reads.
      const isServed = async (): Promise<void> => {
        const probe = await ask({ path: `${WIDGETS}?dryRun=All`, body: widget("probe") });
        expect(probe.code, JSON.stringify(probe.body)).toBe(201);
      };
      await vi.waitFor(isServed, { timeout: 20_000, interval: 100 });
    });

    afterAll(async () => subject.stop());

    describe("writes", () => {
      it("counts generations by the spec alone", async () => {
        const name = await make();
        await patch(name, { metadata: { labels: { a: "b" } } });
        expect(at((await get(name)).body, "metadata", "generation")).toBe(1);
        await patch(name, { spec: { size: 2 } });
        const status = await ask({
          method: "PATCH",
          path: `${WIDGETS}/${name}/status`,
          body: { status: { ok: true } },
          type: MERGE_PATCH,
        });
        expect(at(status.body, "metadata", "generation")).toBe(2);
      });

      it("keeps status and spec apart", async () => {
        const name = await make();
        await patch(name, { status: { ok: true } });
        expect((await get(name)).body["status"]).toBeUndefined();
        const path = `${WIDGETS}/${name}/status`;
        await ask({
          method: "PATCH",
          path,
          body: { status: { ok: true }, spec: { size: 9 } },
          type: MERGE_PATCH,
        });
        const { body } = await get(name);
        expect([body["status"], at(body, "spec", "size")]).toEqual([{ ok: true }, 1]);
      });

      it("keeps the resourceVersion when nothing changes", async () => {
        const name = await make();
        const before = await get(name);
        const after = await patch(name, { spec: { size: 1 } }, MERGE_PATCH, "?fieldManager=other");
        expect(versionOf(after)).toBe(versionOf(before));
      });

      it("answers a stale update with a conflict", async () => {
        const name = await make();
        const { body } = await get(name);
        await patch(name, { spec: { size: 2 } });
        const late = await ask({ method: "PUT", path: `${WIDGETS}/${name}`, body });
        expect([late.code, late.body["reason"], messageOf(late)]).toEqual([
          409,
          "Conflict",
          `Operation cannot be fulfilled on widgets.suite.dev "${name}": the object has been modified; please apply your changes to the latest version and try again`,
        ]);
      });

      it("changes nothing in a dry run", async () => {
        const name = await make();
        const dry = await patch(name, { spec: { size: 7 } }, MERGE_PATCH, "?dryRun=All");
        expect([at(dry.body, "spec", "size"), at((await get(name)).body, "spec", "size")]).toEqual([7, 1]);
      });

      it("makes names from a prefix", async () => {
        const body = { ...widget(""), metadata: { generateName: "made-" } };
        const made = await ask({ path: WIDGETS, body });
        expect(at(made.body, "metadata", "name")).toMatch(/^made-[a-z0-9]{5}$/);
      });

      it("serves every version from the same stored object", async () => {
        const name = await make();
        const other = await ask({ path: `/apis/suite.dev/v1beta1/namespaces/suite/widgets/${name}` });
        expect([other.body["apiVersion"], at(other.body, "spec", "size")]).toEqual(["suite.dev/v1beta1", 1]);
      });

      it("refuses to create what is there, and in a namespace that is not", async () => {
        const name = await make();
        const again = await ask({ path: WIDGETS, body: widget(name) });
        expect([again.code, messageOf(again)]).toEqual([409, `widgets.suite.dev "${name}" already exists`]);
        const lost = await ask({ path: `${GROUP}/namespaces/nowhere/widgets`, body: widget(name) });
        expect([lost.code, messageOf(lost)]).toEqual([404, 'namespaces "nowhere" not found']);
      });
    });

    describe("JSON patches", () => {
      it("refuse a stale resourceVersion with a conflict", async () => {
        const name = await make();
        const stale = await patch(
          name,
          [{ op: "replace", path: "/metadata/resourceVersion", value: "1" }],
          JSON_PATCH,
        );
        expect([stale.code, stale.body["reason"]]).toEqual([409, "Conflict"]);
      });

      it.each([
        ["a failed test", { op: "test", path: "/spec/size", value: 77 }],
        ["a test of what is not there", { op: "test", path: "/spec/max", value: 1 }],
        ["a missing parent", { op: "replace", path: "/spec/nope/x", value: 1 }],
        ["an index out of bounds", { op: "replace", path: "/spec/tags/5", value: "x" }],
        ["an unknown operation", { op: "nope", path: "/spec/size" }],
      ])("refuse %s with the one message", async (_, operation) => {
        const name = await make({ tags: ["a"] });
        const refused = await patch(name, [operation], JSON_PATCH);
        expect([refused.code, refused.body["reason"], messageOf(refused)]).toEqual([
          422,
          "Invalid",
          "the server rejected our request due to an error in our request",
        ]);
      });

      it("let a key be replaced that is not there, but not removed", async () => {
        const name = await make();
        const set = await patch(name, [{ op: "replace", path: "/spec/max", value: 5 }], JSON_PATCH);
        expect(at(set.body, "spec", "max")).toBe(5);
        const removed = await patch(name, [{ op: "remove", path: "/spec/mode" }], JSON_PATCH);
        expect(removed.code).toBe(422);
      });

      it("apply all of their operations or none", async () => {
        const name = await make({
          routes: [
            { host: "blue", weight: 100 },
            { host: "green", weight: 0 },
          ],
        });
        const operations = (expected: number): Json => [
          { op: "test", path: "/spec/routes/1/host", value: "green" },
          { op: "replace", path: "/spec/routes/0/weight", value: 90 },
          { op: "replace", path: "/spec/routes/1/weight", value: 10 },
          { op: "test", path: "/spec/size", value: expected },
        ];
        expect((await patch(name, operations(2), JSON_PATCH)).code).toBe(422);
        expect(at((await get(name)).body, "spec", "routes")).toEqual([
          { host: "blue", weight: 100 },
          { host: "green", weight: 0 },
        ]);
        const done = await patch(name, operations(1), JSON_PATCH);
        expect(at(done.body, "spec", "routes")).toEqual([
          { host: "blue", weight: 90 },
          { host: "green", weight: 10 },
        ]);
      });
    });

    describe("field ownership", () => {
      it("gives a list without merge keys to its last writer as a whole", async () => {
        const name = await make({
          routes: [
            { host: "blue", weight: 100 },
            { host: "green", weight: 0 },
          ],
        });
        const weight = [{ op: "replace", path: "/spec/routes/1/weight", value: 5 }];
        const after = await patch(name, weight, JSON_PATCH, "?fieldManager=by-hand");
        expect(managersOf(after)["by-hand"]).toEqual({ "f:spec": { "f:routes": {} } });
        expect(at(managersOf(after)["suite"], "f:spec", "f:routes")).toBeUndefined();
        expect(at(managersOf(after)["suite"], "f:spec", "f:size")).toEqual({});
      });

      it("names a writer without a field manager by the first word of its user agent", async () => {
        const name = await make();
        const path = `${WIDGETS}/${name}`;
        const body = { metadata: { labels: { x: "y" } } };
        const after = await ask({
          method: "PATCH",
          path,
          body,
          type: MERGE_PATCH,
          agent: "robot/2.3 (linux)",
        });
        expect(managersOf(after)["robot"]).toEqual({ "f:metadata": { "f:labels": { ".": {}, "f:x": {} } } });
      });

      it("lets appliers share what they agree on and refuses what they do not", async () => {
        const name = newName();
        const first = { ...widget(name), spec: { size: 1, title: "abc", tags: ["a"] } };
        expect((await patch(name, first, APPLY, "?fieldManager=one")).code).toBe(201);
        const agreeing = { ...widget(name), spec: { size: 1, title: "abc", tags: ["b"] } };
        const shared = await patch(name, agreeing, APPLY, "?fieldManager=two");
        expect(at(shared.body, "spec", "tags")).toEqual(["a", "b"]);
        const clash = await patch(name, widget(name, { size: 2 }), APPLY, "?fieldManager=two");
        expect([clash.code, messageOf(clash)]).toEqual([
          409,
          'Apply failed with 1 conflict: conflict with "one": .spec.size',
        ]);
        const forced = await patch(name, widget(name, { size: 2 }), APPLY, "?fieldManager=two&force=true");
        expect(at(forced.body, "spec", "size")).toBe(2);
        expect(at(managersOf(forced)["one"], "f:spec", "f:size")).toBeUndefined();
      });

      it("removes what an applier no longer names, unless somebody else does", async () => {
        const name = newName();
        const whole = widget(name, { items: [{ name: "x", value: 1 }], max: 9 });
        await patch(name, whole, APPLY, "?fieldManager=one");
        await patch(name, { ...widget(name), spec: { max: 9 } }, APPLY, "?fieldManager=two");
        const after = await patch(name, widget(name), APPLY, "?fieldManager=one");
        expect(after.body["spec"]).toEqual({ size: 1, title: "abc", max: 9, replicas: 1 });
      });
    });

    describe("validation", () => {
      it("names every problem with its field", async () => {
        const bad = await ask({
          path: WIDGETS,
          body: widget(newName(), {
            size: "1",
            title: "ABC",
            mode: "slowly",
            tags: ["a", "b", "c", "d"],
            items: [{ value: 1 }],
            port: true,
          }),
        });
        expect([bad.code, bad.body["reason"]]).toEqual([422, "Invalid"]);
        expect(causesOf(bad)).toEqual([
          UNCHECKED,
          "spec.items[0].name: Required value",
          'spec.mode: Unsupported value: "slowly": supported values: "fast", "slow"',
          'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
          'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
          "spec.tags: Too many: 4: must have at most 3 items",
          "spec.title: Invalid value: \"ABC\": spec.title in body should match '^[a-z]+$'",
        ]);
      });

      it("names what no alternative of a oneOf fits", async () => {
        const bad = await ask({ path: WIDGETS, body: widget(newName(), { one: { a: "x", b: "y" } }) });
        expect(causesOf(bad)).toEqual([
          '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives',
        ]);
      });

      it("judges rules across fields, at the path that they name", async () => {
        const name = newName();
        const bad = await ask({ path: WIDGETS, body: widget(name, { size: 200, title: "big", max: 5 }) });
        expect(messageOf(bad)).toBe(
          `Widget.suite.dev "${name}" is invalid: [spec: Invalid value: big must be small, spec.size: Invalid value: size is over max]`,
        );
      });

      it("judges transitions against the old object", async () => {
        const name = await make({ size: 5, fixed: "x" });
        expect(messageOf(await patch(name, { spec: { size: 4 } }))).toBe(
          `Widget.suite.dev "${name}" is invalid: spec: Invalid value: size never shrinks`,
        );
        expect(messageOf(await patch(name, { spec: { fixed: "y" } }))).toBe(
          `Widget.suite.dev "${name}" is invalid: spec.fixed: Invalid value: "y": fixed is immutable`,
        );
      });

      it("fills in defaults and drops unknown fields, with a warning or a refusal", async () => {
        const name = newName();
        const body = widget(name, { bogus: 1, free: { kept: { deep: true } } });
        const strict = await ask({ path: `${WIDGETS}?fieldValidation=Strict`, body });
        expect([strict.code, messageOf(strict)]).toEqual([
          400,
          'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.bogus"',
        ]);
        const made = await ask({ path: WIDGETS, body });
        expect(made.body["spec"]).toEqual({
          size: 1,
          title: "abc",
          replicas: 1,
          free: { kept: { deep: true } },
        });
        expect(made.warning).toContain('unknown field \\"spec.bogus\\"');
      });

      it("counts a null that is not allowed as absent", async () => {
        const name = await make({ max: null, mode: null });
        expect((await get(name)).body["spec"]).toEqual({ size: 1, title: "abc", replicas: 1 });
      });

      it("refuses a definition whose name or rules are wrong", async () => {
        const crd = asObject(parse(readFileSync(CRD, "utf8"), { merge: true }) as Json);
        const wrong = { ...crd, metadata: { name: "gadgets.suite.dev" } };
        const refused = await ask({
          path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          body: wrong,
        });
        expect([refused.code, causesOf(refused)]).toEqual([
          422,
          ['metadata.name: Invalid value: "gadgets.suite.dev": must be spec.names.plural+"."+spec.group'],
        ]);
      });
    });

    describe("deletion", () => {
      it("waits for finalizers", async () => {
        const name = newName();
        const body = { ...widget(name), metadata: { name, finalizers: ["suite.dev/hold"] } };
        await ask({ path: WIDGETS, body });
        await ask({ method: "DELETE", path: `${WIDGETS}/${name}` });
        expect(at((await get(name)).body, "metadata", "deletionTimestamp")).toBeDefined();
        await patch(name, { metadata: { finalizers: null } });
        expect((await get(name)).code).toBe(404);
      });

      it("honours preconditions", async () => {
        const name = await make();
        const body = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "another" } };
        const refused = await ask({ method: "DELETE", path: `${WIDGETS}/${name}`, body });
        expect([refused.code, refused.body["reason"]]).toEqual([409, "Conflict"]);
        const gone = await ask({ method: "DELETE", path: `${WIDGETS}/${name}` });
        expect([gone.code, gone.body["status"]]).toEqual([200, "Success"]);
      });

      it("removes a pod on a node only when its kubelet says that it is gone", async () => {
        const pods = "/api/v1/namespaces/suite/pods";
        const spec = { nodeName: "n", containers: [{ name: "c", image: "i" }] };
        await ask({ path: pods, body: { metadata: { name: "p" }, spec } });
        const first = await ask({ method: "DELETE", path: `${pods}/p` });
        expect(at(first.body, "metadata", "deletionGracePeriodSeconds")).toBe(30);
        expect((await ask({ path: `${pods}/p` })).code).toBe(200);
        await ask({ method: "DELETE", path: `${pods}/p?gracePeriodSeconds=0` });
        expect((await ask({ path: `${pods}/p` })).code).toBe(404);
      });
    });

    describe("lists and watches", () => {
      it("pages by a continue token", async () => {
        await Promise.all([make(), make(), make()]);
        const all = asArray((await ask({ path: WIDGETS })).body["items"]).length;
        let seen = 0;
        let token = "";
        do {
          const page = await ask({ path: `${WIDGETS}?limit=2&continue=${encodeURIComponent(token)}` });
          seen += asArray(page.body["items"]).length;
          token = String(at(page.body, "metadata", "continue") ?? "");
        } while (token !== "");
        expect(seen).toBe(all);
      });

      it("selects by labels and by name", async () => {
        const name = await make();
        await patch(name, { metadata: { labels: { colour: "green" } } });
        const query = encodeURIComponent("colour in (green,blue),!shape");
        const byLabel = await ask({ path: `${WIDGETS}?labelSelector=${query}` });
        expect(asArray(byLabel.body["items"]).map((item) => at(item, "metadata", "name"))).toEqual([name]);
        const byName = await ask({ path: `${WIDGETS}?fieldSelector=metadata.name%3D${name}` });
        expect(asArray(byName.body["items"])).toHaveLength(1);
        const refused = await ask({ path: `${WIDGETS}?fieldSelector=spec.size%3D1` });
        expect([refused.code, messageOf(refused)]).toEqual([400, "field label not supported: spec.size"]);
      });

      it("watches from a version on, and ends when its time is over", async () => {
        const name = await make();
        const from = versionOf(await get(name));
        await patch(name, { spec: { size: 2 } });
        await ask({ method: "DELETE", path: `${WIDGETS}/${name}` });
        const query = `?watch=true&timeoutSeconds=1&resourceVersion=${String(from)}&fieldSelector=metadata.name%3D${name}`;
        const { documents } = await ask({ path: WIDGETS + query });
        expect(documents.map((event) => [event["type"], at(event, "object", "spec", "size")])).toEqual([
          ["MODIFIED", 2],
          ["DELETED", 2],
        ]);
        expect(Number(at(documents[1], "object", "metadata", "resourceVersion"))).toBeGreaterThan(
          Number(at(documents[0], "object", "metadata", "resourceVersion")),
        );
      });

      it("shows what enters and leaves a selector as added and deleted", async () => {
        const name = await make();
        const from = versionOf(await get(name));
        await patch(name, { metadata: { labels: { team: "a" } } });
        await patch(name, { metadata: { labels: { team: "b" } } });
        const query = `?watch=true&timeoutSeconds=1&resourceVersion=${String(from)}&labelSelector=team%3Da`;
        const { documents } = await ask({ path: WIDGETS + query });
        expect(documents.map((event) => event["type"])).toEqual(["ADDED", "DELETED"]);
      });

      it("streams the initial state up to a bookmark when asked to", async () => {
        const name = await make();
        const options = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
        const query = `?watch=true&timeoutSeconds=1&${options}&fieldSelector=metadata.name%3D${name}`;
        const { documents } = await ask({ path: WIDGETS + query });
        expect(documents.slice(0, 2).map((event) => event["type"])).toEqual(["ADDED", "BOOKMARK"]);
        expect(at(documents[1], "object", "metadata", "annotations")).toEqual({
          "k8s.io/initial-events-end": "true",
        });
      });

      it("makes tables of the definition's columns", async () => {
        const name = await make({ size: 3 });
        await ask({
          method: "PATCH",
          path: `${WIDGETS}/${name}/status`,
          body: { status: { conditions: [{ type: "Ready", status: "True" }] } },
          type: MERGE_PATCH,
        });
        const { body } = await ask({ path: `${WIDGETS}/${name}`, accept: TABLE });
        expect(asArray(body["columnDefinitions"]).map((column) => at(column, "name"))).toEqual([
          "Name",
          "Size",
          "Ready",
          "Age",
        ]);
        const [row] = asArray(body["rows"]);
        expect(asArray(at(row, "cells")).slice(0, 3)).toEqual([name, 3, "True"]);
        expect(at(row, "object", "kind")).toBe("PartialObjectMetadata");
      });
    });

    describe("workloads", () => {
      const deployments = "/apis/apps/v1/namespaces/suite/deployments";
      const deployment = (name: string): JsonObject => ({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { containers: [{ name: "c", image: "i:1", env: [{ name: "A", value: "1" }] }] },
          },
        },
      });

      it("merges containers and their environment by name", async () => {
        await ask({ path: deployments, body: deployment("merged") });
        const path = `${deployments}/merged`;
        const container = (env: Json): JsonObject => ({
          spec: { template: { spec: { containers: [{ name: "c", env }] } } },
        });
        await ask({ method: "PATCH", path, body: container([{ name: "B", value: "2" }]), type: STRATEGIC });
        const removal = [{ name: "A", $patch: "delete" }];
        const { body } = await ask({ method: "PATCH", path, body: container(removal), type: STRATEGIC });
        const [only] = asArray(at(body, "spec", "template", "spec", "containers"));
        expect([at(only, "image"), at(only, "env")]).toEqual(["i:1", [{ name: "B", value: "2" }]]);
        expect(at(body, "metadata", "generation")).toBe(3);
      });

      it("scales by the subresource", async () => {
        await ask({ path: deployments, body: deployment("scaled") });
        const path = `${deployments}/scaled/scale`;
        const scale = await ask({
          method: "PATCH",
          path,
          body: { spec: { replicas: 3 } },
          type: MERGE_PATCH,
        });
        expect([scale.body["kind"], at(scale.body, "spec", "replicas")]).toEqual(["Scale", 3]);
        const { body } = await ask({ path: `${deployments}/scaled` });
        expect([at(body, "spec", "replicas"), at(body, "metadata", "generation")]).toEqual([3, 2]);
      });

      it("labels the pods of a job with the job", async () => {
        const body = {
          metadata: { generateName: "job-" },
          spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } } },
        };
        const made = await ask({ path: "/apis/batch/v1/namespaces/suite/jobs", body });
        const labels = asObject(at(made.body, "spec", "template", "metadata", "labels"));
        expect(labels["job-name"]).toBe(at(made.body, "metadata", "name"));
        expect(labels["controller-uid"]).toBe(at(made.body, "metadata", "uid"));
      });
    });

    describe("who may", () => {
      const RBAC = "/apis/rbac.authorization.k8s.io/v1";
      const review = (spec: JsonObject): Promise<Answer> =>
        ask({ path: "/apis/authorization.k8s.io/v1/subjectaccessreviews", body: { spec } });

      it("answers unknown tokens with 401 and strangers with 403, in words that name the right", async () => {
        const unknown = await call({ ...subject.admin, token: "nobody" }, { path: WIDGETS });
        expect([unknown.code, messageOf(unknown)]).toEqual([401, "Unauthorized"]);
        const list = await call(subject.bob, { path: WIDGETS });
        expect([list.code, messageOf(list)]).toEqual([
          403,
          'widgets.suite.dev is forbidden: User "bob" cannot list resource "widgets" in API group "suite.dev" in the namespace "suite"',
        ]);
        const path = `${WIDGETS}/x/status`;
        const status = await call(subject.bob, { method: "PATCH", path, body: {}, type: MERGE_PATCH });
        expect(messageOf(status)).toBe(
          'widgets.suite.dev "x" is forbidden: User "bob" cannot patch resource "widgets/status" in API group "suite.dev" in the namespace "suite"',
        );
        const all = await call(subject.bob, { path: `${GROUP}/widgets` });
        expect(messageOf(all)).toContain("at the cluster scope");
        const anonymous = await call({ ...subject.admin, token: "" }, { path: "/healthz" });
        expect(anonymous.code).toBe(200);
      });

      it("reads roles and bindings at every request", async () => {
        const name = await make();
        const role = {
          metadata: { name: "suite-reader" },
          rules: [
            {
              apiGroups: ["suite.dev"],
              resources: ["widgets"],
              verbs: ["get", "advance"],
              resourceNames: [name],
            },
          ],
        };
        const binding = {
          metadata: { name: "readers" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "suite-reader" },
          subjects: [{ kind: "User", name: "bob", apiGroup: "rbac.authorization.k8s.io" }],
        };
        await ask({ path: `${RBAC}/clusterroles`, body: role });
        await ask({ path: `${RBAC}/namespaces/suite/rolebindings`, body: binding });
        const status = async (path: string): Promise<number> => (await call(subject.bob, { path })).code;
        await expect.poll(() => status(`${WIDGETS}/${name}`)).toBe(200);
        expect(await status(WIDGETS)).toBe(403);
        const attributes = {
          group: "suite.dev",
          resource: "widgets",
          namespace: "suite",
          verb: "advance",
          name,
        };
        const allowed = await review({ user: "bob", resourceAttributes: attributes });
        expect(allowed.body["status"]).toEqual({
          allowed: true,
          reason: 'RBAC: allowed by RoleBinding "readers/suite" of ClusterRole "suite-reader" to User "bob"',
        });
        const elsewhere = { ...attributes, namespace: "default" };
        const denied = await review({ user: "bob", resourceAttributes: elsewhere });
        expect(at(denied.body, "status", "allowed")).toBe(false);
        await ask({ method: "DELETE", path: `${RBAC}/namespaces/suite/rolebindings/readers` });
        await expect.poll(() => status(`${WIDGETS}/${name}`)).toBe(403);
      });

      it("says who holds a token", async () => {
        const path = "/apis/authentication.k8s.io/v1/tokenreviews";
        const known = await ask({ path, body: { spec: { token: subject.bob.token } } });
        expect([
          at(known.body, "status", "authenticated"),
          at(known.body, "status", "user", "username"),
        ]).toEqual([true, "bob"]);
        expect(at(known.body, "status", "user", "groups")).toEqual(["dev", "system:authenticated"]);
        const unknown = await ask({ path, body: { spec: { token: "nobody" } } });
        expect(at(unknown.body, "status", "authenticated")).toBeUndefined();
      });
    });
  });
}
