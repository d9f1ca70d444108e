import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, root } from "./paths.mjs";
import { say } from "./say.mjs";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error.code === "ESRCH") return false;
    if (error.code === "EPERM") return true;
    throw error;
  }
}

/** The process that holds the lock, or undefined when it was released or its holder is gone. */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return isAlive(pid) ? pid : undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Two commands at once must not install or build over each other: the second waits for the first. */
export async function withLock(name, work) {
  const file = join(makeFolder(join(root, ".crossfade")), `${name}.lock`);
  let said = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) rmSync(file, { force: true });
    else if (!said) say(`waiting for process ${holder}, which is at the same (${name})`);
    said = holder !== undefined;
    await sleep(200);
  }
  const release = () => rmSync(file, { force: true });
  process.on("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
