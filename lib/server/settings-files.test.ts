import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Environment } from "./environment.ts";
import { wrongFiles } from "./settings-files.ts";

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crossfade-settings-"));
  file = join(folder, "text");
  writeFileSync(file, "some text");
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = (
  more: Partial<Environment>,
  prometheus: Partial<Environment["prometheus"]> = {},
): Environment => ({
  prometheus: { url: "http://prometheus:9090", ...prometheus },
  publicOrigin: "http://localhost:3000",
  secret: "s",
  tokenSignIn: true,
  role: "all",
  namespaces: "all",
  tickMs: 1_000,
  port: 3_000,
  ...more,
});

it("has nothing to say of files that are what they should be", () => {
  expect(wrongFiles(environment({ kubeconfig: file, notifyDir: folder }, { tokenFile: file }))).toEqual([]);
});

it("names the setting whose file is not there, is a folder, is no folder, or holds no certificate", () => {
  const wrong = wrongFiles(
    environment({ kubeconfig: folder, notifyDir: file }, { tokenFile: join(folder, "absent"), caFile: file }),
  );
  expect(wrong).toEqual([
    `PROMETHEUS_TOKEN_FILE names ${join(folder, "absent")}, which cannot be read`,
    expect.stringMatching(/^PROMETHEUS_CA_FILE names .*, which holds no certificate/),
    `CROSSFADE_NOTIFY_DIR names ${file}, which is a file: name a folder`,
    `KUBECONFIG names ${folder}, which is a folder: name a file`,
  ]);
});
