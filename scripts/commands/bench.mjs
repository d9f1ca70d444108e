import { ensureBuild } from "../build.mjs";
import { provideCrds } from "../cluster/crds.mjs";
import { ensureNative } from "../install/native.mjs";
import { entry } from "./entry.mjs";

const program = entry("scripts/bench/main.ts");
const sections = ["judgement", "costs", "detection", "viewers", "page"];

/** The benchmark table. Only what the sections asked for need is installed and built. */
export async function bench(args) {
  const all = !sections.some((name) => args.includes(name));
  const wants = (name) => all || args.includes(name);
  if (wants("detection") || wants("viewers")) await ensureNative(["prometheus"]);
  if (wants("page")) {
    await ensureNative(["prometheus", "mosquitto", "envoy", "chromium"]);
    await ensureBuild();
    await provideCrds();
  }
  return program(args);
}
