import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { asArray, at, clone, type Json, type JsonObject } from "./json.ts";
import { type Kube, startKube } from "./start.ts";

type Result = { code: number; stdout: string; stderr: string };

const kubectlPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "kubectl"))
  .find((file) => existsSync(file));

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const title =
  kubectlPath === undefined
    ? "kubectl against the embedded API (skipped: there is no kubectl on PATH)"
    : "kubectl against the embedded API";

const VIRTUAL_SERVICE: JsonObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "mqtt", namespace: "mqtt" },
  spec: {
    hosts: ["*"],
    gateways: ["gateway"],
    tcp: [
      {
        match: [{ port: 1883 }],
        route: [
          { destination: { host: "blue", port: { number: 1883 } }, weight: 100 },
          { destination: { host: "green", port: { number: 1883 } }, weight: 0 },
        ],
      },
    ],
  },
};

const DEPLOYMENT: JsonObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "mqtt" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 80 }] }] },
    },
  },
};

describe.skipIf(kubectlPath === undefined)(title, () => {
  let kube: Kube;
  let folder: string;

  const environment = (extra: { [name: string]: string } = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    HOME: folder,
    KUBECONFIG: join(folder, "kubeconfig"),
    ...extra,
  });

  const run = (args: string[], extra: { [name: string]: string } = {}): Promise<Result> =>
    new Promise((resolve) => {
      execFile(kubectlPath ?? "kubectl", args, { env: environment(extra) }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ code, stdout, stderr });
      });
    });

  /** What kubectl printed; a failure of it fails the test with what it said. */
  const kubectl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(args);
    expect(code, `kubectl ${args.join(" ")}: ${stderr}`).toBe(0);
    return stdout;
  };

  const file = (object: Json): string => {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
    writeFileSync(path, stringify(object));
    return path;
  };

  const stored = async (...args: string[]): Promise<JsonObject> =>
    JSON.parse(await kubectl("get", ...args, "-n", "mqtt", "-o", "json")) as JsonObject;

  const weights = async (): Promise<(Json | undefined)[]> => {
    const [route] = asArray(at(await stored("vs", "mqtt"), "spec", "tcp"));
    return asArray(at(route, "route")).map((item) => at(item, "weight"));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubectl-suite-"));
    kube = await startKube({
      tokens: [{ token: "admin-token", user: "admin", groups: ["system:masters"] }],
      crds: [here("./crds"), here("./testing/widget.yaml")],
    });
    const ca = Buffer.from(kube.ca).toString("base64");
    const server = `https://127.0.0.1:${kube.port}`;
    writeFileSync(
      join(folder, "kubeconfig"),
      stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "it", cluster: { server, "certificate-authority-data": ca } }],
        users: [{ name: "me", user: { token: "admin-token" } }],
        contexts: [{ name: "it", context: { cluster: "it", user: "me" } }],
        "current-context": "it",
      }),
    );
    await kubectl("create", "-f", file({ apiVersion: "v1", kind: "Namespace", metadata: { name: "mqtt" } }));
    await kubectl("create", "-f", file(VIRTUAL_SERVICE));
    await kubectl("apply", "-f", file(DEPLOYMENT));
  });

  afterAll(async () => {
    await kube.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists the kinds with their short names", async () => {
    const lines = (await kubectl("api-resources")).split("\n");
    expect(lines.find((line) => line.startsWith("virtualservices"))).toMatch(
      /^virtualservices\s+vs\s+networking\.istio\.io\/v1\s+true\s+VirtualService$/,
    );
    expect(lines.find((line) => line.startsWith("deployments"))).toMatch(
      /\bdeploy\s+apps\/v1\s+true\s+Deployment$/,
    );
  });

  it("gets tables, wide ones, names, JSON paths and YAML", async () => {
    const table = await kubectl("get", "vs", "-n", "mqtt");
    expect(table.split("\n")[0]).toMatch(/^NAME\s+GATEWAYS\s+HOSTS\s+AGE$/);
    expect(table.split("\n")[1]).toMatch(/^mqtt\s+\["gateway"\]\s+\["\*"\]\s+\d+s$/);
    const wide = await kubectl("get", "deployments", "-A", "-o", "wide");
    expect(wide).toMatch(
      /NAMESPACE\s+NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\s+CONTAINERS\s+IMAGES\s+SELECTOR/,
    );
    expect(await kubectl("get", "vs", "-n", "mqtt", "-o", "name")).toBe(
      "virtualservice.networking.istio.io/mqtt\n",
    );
    const path = "jsonpath={.items[*].spec.tcp[0].route[*].destination.host}";
    expect(await kubectl("get", "vs", "-n", "mqtt", "-o", path)).toBe("blue green");
    const yaml = parse(await kubectl("get", "vs", "mqtt", "-n", "mqtt", "-o", "yaml")) as JsonObject;
    expect(yaml["spec"]).toEqual(VIRTUAL_SERVICE["spec"]);
    const missing = await run(["get", "vs", "nothing", "-n", "mqtt"]);
    expect(missing.stderr).toContain('virtualservices.networking.istio.io "nothing" not found');
  });

  it("describes an object with its events", async () => {
    const { uid } = (await stored("deployment", "web"))["metadata"] as JsonObject;
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "web.1", namespace: "mqtt" },
      involvedObject: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "web",
        namespace: "mqtt",
        uid: uid ?? "",
      },
      reason: "Scaled",
      message: "made larger",
      type: "Normal",
      source: { component: "suite" },
    };
    await kubectl("create", "-f", file(event));
    expect(await kubectl("describe", "deployment", "web", "-n", "mqtt")).toMatch(
      /Scaled.*suite.*made larger/,
    );
    expect(await kubectl("describe", "vs", "mqtt", "-n", "mqtt")).toMatch(/Kind:\s+VirtualService/);
    expect(await kubectl("get", "events", "-n", "mqtt")).toMatch(
      /Normal\s+Scaled\s+deployment\/web\s+made larger/,
    );
  });

  it("explains fields from the published schema", async () => {
    const text = await kubectl("explain", "virtualservices.spec.tcp.route.weight");
    expect(text).toMatch(/FIELD:\s+weight <integer>/);
    expect(text).toContain("The relative share of traffic");
    expect(await kubectl("explain", "widgets.spec", "--recursive")).toContain("replicas\t<integer>");
    expect(await kubectl("explain", "pods.spec.containers.image")).toContain("Container image name.");
  });

  it("refuses unknown fields when it creates", async () => {
    const bad = { ...VIRTUAL_SERVICE, metadata: { name: "bad", namespace: "mqtt" }, spec: { hostz: ["x"] } };
    const { code, stderr } = await run(["create", "-f", file(bad)]);
    expect([code, stderr.includes('unknown field "spec.hostz"')]).toEqual([1, true]);
  });

  it("shows a refusal with every field that is wrong", async () => {
    const widget = {
      apiVersion: "suite.dev/v1",
      kind: "Widget",
      metadata: { name: "bad", namespace: "mqtt" },
      spec: { size: 200, title: "big", max: 5 },
    };
    const { stderr } = await run(["apply", "-f", file(widget)]);
    expect(stderr).toContain("* spec: Invalid value: big must be small");
    expect(stderr).toContain("* spec.size: Invalid value: size is over max");
  });

  it("applies custom resources, again and changed, and keeps what others set", async () => {
    const object = (title: string): JsonObject => ({
      apiVersion: "suite.dev/v1",
      kind: "Widget",
      metadata: { name: "applied", namespace: "mqtt" },
      spec: { size: 1, title },
    });
    expect(await kubectl("apply", "-f", file(object("one")))).toContain("created");
    expect(await kubectl("apply", "-f", file(object("one")))).toContain("unchanged");
    await kubectl("patch", "widget", "applied", "-n", "mqtt", "--type", "merge", "-p", '{"spec":{"max":9}}');
    expect(await kubectl("apply", "-f", file(object("two")))).toContain("configured");
    expect((await stored("widget", "applied"))["spec"]).toEqual({
      size: 1,
      title: "two",
      max: 9,
      replicas: 1,
    });
    expect(await kubectl("diff", "-f", file(object("two")))).toBe("");
  });

  it("applies on the server, and names who owns what it may not change", async () => {
    const object = (size: number): JsonObject => ({
      apiVersion: "suite.dev/v1",
      kind: "Widget",
      metadata: { name: "served", namespace: "mqtt" },
      spec: { size, title: "abc" },
    });
    await kubectl("apply", "--server-side", "-f", file(object(1)));
    expect(await kubectl("apply", "--server-side", "-f", file(object(2)))).toContain("serverside-applied");
    const other = ["apply", "--server-side", "--field-manager", "other", "-f", file(object(3))];
    const { code, stderr } = await run(other);
    expect([code, stderr.includes('conflict with "kubectl": .spec.size')]).toEqual([1, true]);
    await kubectl(...other, "--force-conflicts");
    expect(at(await stored("widget", "served"), "spec", "size")).toBe(3);
  });

  it("applies built-in kinds by their merge keys", async () => {
    const changed = clone(DEPLOYMENT);
    const [container] = asArray(at(changed, "spec", "template", "spec", "containers")) as JsonObject[];
    Object.assign(container ?? {}, { image: "web:2", env: [{ name: "A", value: "1" }] });
    await kubectl("apply", "-f", file(changed));
    const { spec } = await stored("deployment", "web");
    const [only, ...others] = asArray(at(spec, "template", "spec", "containers"));
    expect([at(only, "image"), at(only, "env"), others]).toEqual(["web:2", [{ name: "A", value: "1" }], []]);
  });

  it("patches by merge, JSON and strategic patches", async () => {
    const json = [
      { op: "replace", path: "/spec/tcp/0/route/0/weight", value: 90 },
      { op: "replace", path: "/spec/tcp/0/route/1/weight", value: 10 },
    ];
    await kubectl("patch", "vs", "mqtt", "-n", "mqtt", "--type", "json", "-p", JSON.stringify(json));
    expect(await weights()).toEqual([90, 10]);
    await kubectl(
      "patch",
      "vs",
      "mqtt",
      "-n",
      "mqtt",
      "--type",
      "merge",
      "-p",
      '{"metadata":{"labels":{"a":"b"}}}',
    );
    expect(at(await stored("vs", "mqtt"), "metadata", "labels")).toEqual({ a: "b" });
    const strategic = { spec: { template: { spec: { containers: [{ name: "side", image: "side:1" }] } } } };
    await kubectl("patch", "deployment", "web", "-n", "mqtt", "-p", JSON.stringify(strategic));
    const containers = asArray(
      at(await stored("deployment", "web"), "spec", "template", "spec", "containers"),
    );
    expect(containers.map((item) => at(item, "name")).sort()).toEqual(["side", "web"]);
  });

  it("patches status by its subresource", async () => {
    const status = '{"status":{"observed":7}}';
    await kubectl(
      "patch",
      "vs",
      "mqtt",
      "-n",
      "mqtt",
      "--subresource",
      "status",
      "--type",
      "merge",
      "-p",
      status,
    );
    expect((await stored("vs", "mqtt"))["status"]).toEqual({ observed: 7 });
  });

  it("edits with an editor", async () => {
    const editor = join(folder, "editor.sh");
    writeFileSync(editor, '#!/bin/sh\nsed -i "s/weight: 10$/weight: 25/; s/weight: 90$/weight: 75/" "$1"\n', {
      mode: 0o755,
    });
    const { code, stderr } = await run(["edit", "vs", "mqtt", "-n", "mqtt"], {
      EDITOR: editor,
      KUBE_EDITOR: editor,
    });
    expect(code, stderr).toBe(0);
    expect(await weights()).toEqual([75, 25]);
  });

  it("labels and annotates", async () => {
    await kubectl("label", "vs", "mqtt", "-n", "mqtt", "team=iot");
    await kubectl("annotate", "vs", "mqtt", "-n", "mqtt", "note=hello there");
    expect(await kubectl("get", "vs", "-n", "mqtt", "-l", "team=iot", "-o", "name")).toContain("/mqtt");
    await kubectl("label", "vs", "mqtt", "-n", "mqtt", "team-");
    expect(await kubectl("get", "vs", "-n", "mqtt", "-l", "team=iot", "-o", "name")).toBe("");
    expect(at(await stored("vs", "mqtt"), "metadata", "annotations", "note")).toBe("hello there");
  });

  it("scales, and restarts a rollout", async () => {
    await kubectl("scale", "deployment", "web", "-n", "mqtt", "--replicas", "4");
    expect(at(await stored("deployment", "web"), "spec", "replicas")).toBe(4);
    await kubectl("rollout", "restart", "deployment", "web", "-n", "mqtt");
    const annotations = at(await stored("deployment", "web"), "spec", "template", "metadata", "annotations");
    expect(Object.keys(annotations as JsonObject)).toEqual(["kubectl.kubernetes.io/restartedAt"]);
  });

  it("watches: a change shows as another row", async () => {
    const child = spawn(kubectlPath ?? "kubectl", ["get", "widgets", "-n", "mqtt", "-w"], {
      env: environment(),
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    try {
      const object = {
        apiVersion: "suite.dev/v1",
        kind: "Widget",
        metadata: { name: "watched", namespace: "mqtt" },
        spec: { size: 11, title: "abc" },
      };
      await expect.poll(() => output, { timeout: 10_000 }).toContain("applied");
      await kubectl("create", "-f", file(object));
      await kubectl(
        "patch",
        "widget",
        "watched",
        "-n",
        "mqtt",
        "--type",
        "merge",
        "-p",
        '{"spec":{"size":12}}',
      );
      await expect.poll(() => output, { timeout: 10_000 }).toMatch(/watched\s+11[\s\S]*watched\s+12/);
    } finally {
      child.kill();
    }
  });

  it("deletes, and waits until it is gone", async () => {
    const object = {
      apiVersion: "suite.dev/v1",
      kind: "Widget",
      metadata: { name: "short", namespace: "mqtt" },
      spec: { size: 1, title: "abc" },
    };
    await kubectl("create", "-f", file(object));
    expect(await kubectl("delete", "widget", "short", "-n", "mqtt")).toContain("deleted");
    expect((await run(["get", "widget", "short", "-n", "mqtt"])).code).toBe(1);
    await kubectl("create", "-f", file({ apiVersion: "v1", kind: "Namespace", metadata: { name: "brief" } }));
    await kubectl("create", "-f", file({ ...object, metadata: { name: "inner", namespace: "brief" } }));
    await kubectl("delete", "namespace", "brief");
    expect(await kubectl("get", "widgets", "-A", "-o", "name")).not.toContain("inner");
  });

  it("serves a kind from the moment its definition is there until it goes", async () => {
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gadgets.suite.dev" },
      spec: {
        group: "suite.dev",
        scope: "Cluster",
        names: { plural: "gadgets", kind: "Gadget" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    };
    await kubectl("apply", "-f", file(crd));
    await kubectl("wait", "--for", "condition=Established", "crd/gadgets.suite.dev", "--timeout", "5s");
    await kubectl(
      "create",
      "-f",
      file({ apiVersion: "suite.dev/v1", kind: "Gadget", metadata: { name: "g" } }),
    );
    expect(await kubectl("get", "gadgets", "-o", "name")).toBe("gadget.suite.dev/g\n");
    await kubectl("delete", "crd", "gadgets.suite.dev");
    expect((await run(["get", "gadgets"])).code).toBe(1);
  });
});
