import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";
import { Problem } from "./say.mjs";

const watcher = fileURLToPath(new URL("./end-with-parent.mjs", import.meta.url));
/** How long a child may take to clean up after itself before its whole group is killed. */
const graceMs = 15_000;
const sameRequestMs = 2_000;
const running = new Set();
let endingSince;

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function killAll() {
  for (const child of running) signalGroup(child, "SIGKILL");
}

/**
 * Passes the end on to the children: politely, then, after a grace period or when asked again, by force. A terminal
 * signals us and npm, and npm passes it on: what comes again at once is the same request.
 */
function end(signal) {
  if (running.size === 0) process.exit(signal === "SIGINT" ? 130 : 143);
  if (endingSince !== undefined) {
    if (performance.now() - endingSince > sameRequestMs) killAll();
    return;
  }
  endingSince = performance.now();
  for (const child of running) child.kill(signal);
  setTimeout(killAll, graceMs).unref();
}

function procStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const close = text.lastIndexOf(")");
    return {
      name: text.slice(text.indexOf("(") + 1, close),
      parent: Number(text.slice(close + 2).split(" ")[1]),
    };
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return undefined;
    throw error;
  }
}

const isShell = (name) => /^(ba|da|z|k|fi)?sh$/.test(name ?? "");

/**
 * The processes whose end is ours: the parent, and the one above npm when npm started us. A shell above npm is left
 * out: the end of a shell is how a job that was put into the background goes on.
 */
function guardians() {
  const links = [{ of: process.pid, is: process.ppid }];
  let above = process.ppid;
  while (process.env.npm_lifecycle_event !== undefined && links.length < 4) {
    const stat = procStat(above);
    if (stat === undefined || stat.parent <= 1) break;
    const parent = procStat(stat.parent);
    const fromNpm = !isShell(stat.name);
    if (fromNpm && isShell(parent?.name)) break;
    links.push({ of: above, is: stat.parent });
    if (fromNpm) break;
    above = stat.parent;
  }
  return links;
}

/** Ctrl-C, SIGTERM, a closed terminal and the end of whoever started us all end every child. */
export function endWithParent() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(signal));
  const links = guardians();
  const timer = setInterval(() => {
    const orphaned = links.some(
      ({ of, is }) => (of === process.pid ? process.ppid : procStat(of)?.parent) !== is,
    );
    if (!orphaned) return;
    clearInterval(timer);
    end("SIGTERM");
  }, 500);
  timer.unref();
}

/**
 * Runs a program in a process group of its own and answers its exit code; 128 + n when a signal ended it.
 * `node` children also watch for our end, so that even SIGKILL leaves nothing behind; `watches` says that it does already.
 */
export function run(
  program,
  args,
  { env = {}, cwd = root, output = "inherit", watches = program !== "node" } = {},
) {
  const argv = watches ? args : ["--import", watcher, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      cwd,
      env: { ...process.env, ...env },
      // A held-open standard input is one more way for a Node.js child to notice that we are gone.
      stdio: [program === "node" ? "pipe" : "ignore", output, output],
      detached: true,
    });
    running.add(child);
    let text = "";
    child.stdout?.on("data", (chunk) => (text += chunk));
    child.stderr?.on("data", (chunk) => (text += chunk));
    child.on("error", (error) => {
      running.delete(child);
      reject(error.code === "ENOENT" ? new Problem(`the program ${program} was not found on PATH`) : error);
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      const answer = signal === null ? code : 128 + (signal === "SIGINT" ? 2 : signal === "SIGKILL" ? 9 : 15);
      if (endingSince === undefined) resolve({ code: answer, text });
      // Nothing goes on after the end was asked for: the last child's answer is ours.
      else if (running.size === 0) process.exit(answer);
    });
  });
}

/** As `run`, but a failure is a problem that names what failed and shows what it had printed. */
export async function mustRun(program, args, options = {}) {
  const { code, text } = await run(program, args, options);
  if (code !== 0) throw new Problem(`${text}\n${program} ${args.join(" ")} ended with ${code}`.trim());
  return text;
}

/** The output of a quick question to a program, or undefined when it cannot be asked. */
export function ask(program, args) {
  const { status, stdout, error } = spawnSync(program, args, { encoding: "utf8", cwd: root });
  return error !== undefined || status !== 0 ? undefined : stdout.trim();
}
