import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "./testing/call.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const CRDS = fileURLToPath(new URL("./crds", import.meta.url));

type Ready = { port: number; ca: string };

describe("the process", () => {
  let folder: string;
  let tokens: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kube-main-"));
    tokens = join(folder, "tokens.json");
    writeFileSync(tokens, JSON.stringify([{ token: "t", user: "a", groups: ["system:masters"] }]));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [MAIN, "--port", "0", ...args], { stdio: ["pipe", "pipe", "pipe"] });

  const ready = async (child: ChildProcess): Promise<Ready> => {
    const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    return JSON.parse(chunk.toString()) as Ready;
  };

  const errors = async (child: ChildProcess): Promise<string> => {
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    await once(child, "exit");
    return text;
  };

  it("says when it listens, on http and https, and ends on SIGTERM with watches open", async () => {
    const child = start("--tokens", tokens, "--crds", CRDS);
    const { port, ca } = await ready(child);
    const path = "/apis/networking.istio.io/v1/virtualservices";
    expect((await call({ url: `http://127.0.0.1:${port}`, token: "t" }, { path })).code).toBe(200);
    expect((await call({ url: `https://127.0.0.1:${port}`, token: "t", ca }, { path })).code).toBe(200);
    const open = call({ url: `http://127.0.0.1:${port}`, token: "t" }, { path: `${path}?watch=true` });
    const cut = expect(open).rejects.toThrow();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    await cut;
  });

  it("keeps its certificate over restarts when it has a file for it", async () => {
    const file = join(folder, "certificate.json");
    const first = start("--tokens", tokens, "--certificate", file);
    const before = await ready(first);
    first.kill("SIGTERM");
    await once(first, "exit");
    const second = start("--tokens", tokens, "--certificate", file);
    expect((await ready(second)).ca).toBe(before.ca);
    second.kill("SIGTERM");
    await once(second, "exit");
  });

  it("ends when whoever holds its standard input does", async () => {
    const child = start("--tokens", tokens);
    await ready(child);
    child.stdin?.end();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends with one line when a setting or a definition is wrong", async () => {
    expect(await errors(start())).toMatch(/^kube: --tokens .*\n$/);
    expect(await errors(start("--tokens", join(folder, "nothing.json")))).toMatch(
      /^kube: .*nothing\.json.*\n$/,
    );
    const crd = join(folder, "crd.yaml");
    writeFileSync(crd, "kind: CustomResourceDefinition\nmetadata: { name: a.b }\nspec: { group: c }\n");
    expect(await errors(start("--tokens", tokens, "--crds", crd))).toMatch(/^kube: .*a\.b.*\n$/);
  });
});
