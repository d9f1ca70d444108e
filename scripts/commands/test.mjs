import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild } from "../build.mjs";
import { line, none, sum } from "../counts.mjs";
import { ensureNative, nativePath } from "../install/native.mjs";
import { root } from "../paths.mjs";
import { Problem, say, seconds, step } from "../say.mjs";
import { runPlaywright, runVitest } from "../suites.mjs";

/** A build that fails is a failed test of its own: the journeys cannot run, and that must not look like success. */
async function journeys(args) {
  try {
    await ensureBuild();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    return { ...none, failed: 1 };
  }
  process.env.CROSSFADE_CHROMIUM = nativePath("chromium");
  return step("browser journeys (playwright)", () => runPlaywright(args));
}

/** The whole plan at the demo's own speed takes ten to fifteen minutes: it runs when it is asked for. */
const usual = ["page", "trouble", "journey"].flatMap((name) => ["--project", name]);

/** All tests but the cluster suites. Arguments go to Playwright when they follow `--journeys`, else to Vitest. */
export async function test(args) {
  const started = performance.now();
  await ensureNative(["prometheus", "mosquitto", "envoy", "chromium"]);
  const [first, ...rest] = args;
  const counts =
    first === "--journeys"
      ? await journeys(rest.length > 0 ? rest : usual)
      : args.length > 0
        ? await runVitest("vitest", args)
        : sum(
            await step("unit, property and contract tests (vitest)", () => runVitest("vitest", [])),
            await journeys(usual),
          );
  say(`all of it took ${seconds(started)}`);
  console.log(line(counts));
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
