import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { leashFile, unleashFile } from "./leash.ts";
import type { Person } from "./users.ts";

/** What `.crossfade/sandbox.json` says to other programs: where everything is, and everybody's token. */
export type SandboxFile = {
  dashboard: string;
  kubernetes: { server: string; kubeconfig: string };
  prometheus: string;
  faults: string;
  gateway: string;
  blue: string;
  green: string;
  users: Record<Person, string>;
  speed: number;
  pids: Record<string, number>;
};

/** Replaces the file by a rename, so that nobody reads half of it. It holds tokens: only its owner may read it. */
export function writeSandboxFile(path: string, content: SandboxFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
  leashFile(path);
}

/** Removes the file, unless another sandbox has put its own there since. */
export function removeSandboxFile(path: string, dashboard: string): void {
  unleashFile();
  try {
    const current = JSON.parse(readFileSync(path, "utf8")) as Partial<SandboxFile>;
    if (current.dashboard === dashboard) rmSync(path, { force: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
