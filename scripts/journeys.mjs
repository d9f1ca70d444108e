import { ensureBuild } from "./build.mjs";
import { none } from "./counts.mjs";
import { ensureNative, nativePath } from "./install/native.mjs";
import { Problem, say, step } from "./say.mjs";
import { runPlaywright } from "./suites.mjs";

/**
 * Runs the browser journeys with these arguments of Playwright, and answers their counts. A build that fails is a failed test of its own: the
 * journeys cannot run, and that must not look like success.
 */
export async function journeys(name, args) {
  await ensureNative(["prometheus", "mosquitto", "envoy", "chromium"]);
  try {
    await ensureBuild();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    return { ...none, failed: 1 };
  }
  process.env.CROSSFADE_CHROMIUM = nativePath("chromium");
  return step(`${name} (playwright)`, () => runPlaywright(args));
}
