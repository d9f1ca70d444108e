import { join } from "node:path";
import { ensureBuild } from "../build.mjs";
import { provideCrds } from "../cluster/crds.mjs";
import { ensureNative } from "../install/native.mjs";
import { root } from "../paths.mjs";
import { run } from "../process.mjs";
import { say, seconds } from "../say.mjs";

/** Whether the options can work at all: asked before anything is installed or built. It says itself what is wrong. */
export async function checkDemo(args) {
  return (await run("node", [join(root, "sandbox", "check-options.ts"), ...args])).code;
}

/** The sandbox world and the dashboard on real traffic. */
export async function demo(args) {
  const started = performance.now();
  await ensureNative(["prometheus", "mosquitto", "envoy"]);
  await ensureBuild();
  await provideCrds();
  say(`ready to start after ${seconds(started)}`);
  return (await run("node", [join(root, "sandbox", "demo.ts"), ...args], { watches: true })).code;
}
