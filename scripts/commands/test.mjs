import { line, sum } from "../counts.mjs";
import { ensureNative } from "../install/native.mjs";
import { journeys } from "../journeys.mjs";
import { say, seconds, step } from "../say.mjs";
import { runVitest } from "../suites.mjs";

/** The whole plan at the demo's own speed takes ten to fifteen minutes: it runs when it is asked for. */
const usual = ["states", "page", "trouble", "journey"].flatMap((name) => ["--project", name]);

/** All tests but the cluster suites. Arguments go to Playwright when they follow `--journeys`, else to Vitest. */
export async function test(args) {
  const started = performance.now();
  await ensureNative(["prometheus", "mosquitto", "envoy", "chromium"]);
  const [first, ...rest] = args;
  const counts =
    first === "--journeys"
      ? await journeys("browser journeys", rest.length > 0 ? rest : usual)
      : args.length > 0
        ? await runVitest("vitest", args)
        : sum(
            await step("unit, property and contract tests (vitest)", () =>
              runVitest("vitest", ["--project", "unit", "--project", "wire"]),
            ),
            // By itself: it takes every core, and suites that speak to real processes would wait for one.
            await step("simulation (vitest)", () => runVitest("simulation", ["--project", "simulation"])),
            await journeys("browser journeys", usual),
          );
  say(`all of it took ${seconds(started)}`);
  console.log(line(counts));
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
