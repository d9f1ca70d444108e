import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mosquitto, startBroker, type TestBroker } from "../mqtt/test-broker.ts";
import { noFaults } from "../shim/fault-set.ts";
import { createShim, type Shim } from "../shim/shim.ts";

let blue: TestBroker;
let pods: TestBroker[];
let shim: Shim;
let green: string;
const cleanUp: Array<() => void> = [];

/** Runs a job as the kubelet does: settings in the environment, an exit code, and a last line that says it all. */
async function run(
  image: string,
  more: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${image}.ts`)], {
    env: {
      NODE_ENV: "test",
      SANDBOX_BLUE: blue.address,
      SANDBOX_GREEN: green,
      SANDBOX_GATEWAY: green,
      ...more,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, said: text.trimEnd().split("\n").at(-1) ?? "" };
}

describe.skipIf(mosquitto === undefined)("a job", () => {
  beforeEach(async () => {
    [blue, ...pods] = (await Promise.all([0, 1].map(() => startBroker()))) as [TestBroker, TestBroker];
    shim = createShim(() => pods.map((pod) => pod.address));
    await new Promise<void>((resolve) => shim.server.listen(0, "127.0.0.1", resolve));
    green = `127.0.0.1:${(shim.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const end of cleanUp.splice(0)) end();
    shim.close();
    await Promise.all([blue, ...pods].map((broker) => broker.stop()));
  });

  it("contract tests: pass on a broker, and fail on one that delivers twice", async () => {
    const good = await run("emqx-go-contract-tests");
    expect(good.said).toMatch(/^contract-tests: passed in .*: \d+ of \d+ cases/);
    expect(good.code).toBe(0);
    shim.apply({ ...noFaults, duplicate: 1 });
    const bad = await run("emqx-go-contract-tests");
    expect(bad.said).toMatch(/^contract-tests: failed after .*QoS 2: 20 messages once each/);
    expect(bad.code).toBe(1);
  });

  it("validator: passes when both sides hold the same, and fails when one loses rows", async () => {
    const good = await run("emqx-migration-validator");
    expect(good.said).toMatch(/rows: blue 200, green 200.*retained: blue 200, green 200.*200 of 200/);
    expect(good.code).toBe(0);
    shim.apply({ ...noFaults, lose: 0.1 });
    const bad = await run("emqx-migration-validator");
    expect(bad.said).toMatch(/failed after .*rows: blue 200, green 1\d\d of 200/);
    expect(bad.code).toBe(1);
  });

  it("chaos: deletes a pod with its token, and passes once the pod is back", async () => {
    pods.push(await startBroker());
    const deleted: string[] = [];
    const uids = pods.map((_, n) => `uid-${n}`);
    const api = createServer((request, response) => {
      const name = /pods\/green-(\d)$/.exec(request.url ?? "")?.[1];
      if (request.headers.authorization !== "Bearer secret") return response.writeHead(401).end("{}");
      if (request.method === "DELETE" && name !== undefined) {
        deleted.push(name);
        uids[Number(name)] = "";
        const pod = pods[Number(name)];
        void pod
          ?.kill()
          .then(() => pod.start())
          .then(() => {
            uids[Number(name)] = "new";
          });
      }
      const items = uids.flatMap((uid, n) =>
        uid === ""
          ? []
          : [
              {
                metadata: { name: `green-${n}`, uid },
                status: { conditions: [{ type: "Ready", status: "True" }] },
              },
            ],
      );
      return response.end(JSON.stringify({ metadata: {}, items }));
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    cleanUp.push(() => api.close());
    const SANDBOX_KUBE = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

    const refused = await run("emqx-go-chaos", { SANDBOX_KUBE, SANDBOX_TOKEN: "wrong" });
    expect(refused.code).toBe(1);
    expect(deleted).toEqual([]);
    const passed = await run("emqx-go-chaos", { SANDBOX_KUBE, SANDBOX_TOKEN: "secret" });
    expect(passed.said).toMatch(/^chaos-kill-pod: passed in .*green-\d deleted, served \d+ of \d+/);
    expect(passed.code).toBe(0);
    expect(deleted).toHaveLength(1);
  });

  it("names a setting that is missing, in one line", async () => {
    const { code, said } = await run("emqx-go-k6", { SANDBOX_GREEN: "" });
    expect(said).toMatch(/^load-test: failed after .*: SANDBOX_GREEN is missing$/);
    expect(code).toBe(1);
  });
});
