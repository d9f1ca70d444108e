import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
/** Everything that the scripts install or write; git ignores it. */
export const tools = join(root, ".crossfade", "tools");
export const results = join(root, ".crossfade", "results");
/** What is too costly to build for each clone, and so stands outside of the tree. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crossfade");

export function makeFolder(path) {
  mkdirSync(path, { recursive: true });
  return path;
}

export function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The hash of the files' contents, in the order given. */
export function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(file.replace(root, "")).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "EACCES" || error.code === "ENOTDIR") return false;
    throw error;
  }
}

/** Where a program stands on PATH, or undefined. */
export function findProgram(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Later children find the programs of `folder` before (or, with `last`, after) all others. */
export function addToPath(folder, { last = false } = {}) {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((other) => other !== folder && other !== "");
  process.env.PATH = (last ? [...folders, folder] : [folder, ...folders]).join(delimiter);
}
