import { existsSync } from "node:fs";
import { relative } from "node:path";
import { checkBeforeStart, refuse } from "./before-start.ts";
import { dashboardOrigin, dashboardServer } from "./processes.ts";
import { findPrograms } from "./programs.ts";
import { people } from "./users.ts";
import { sandboxFileOf } from "./publisher.ts";
import { makeSetting, World } from "./world.ts";

/** Runs the demo until Ctrl-C, SIGTERM or the end of the parent. What stands in the way of a start is said in a line each. */
export async function runDemo(root: string, argv: string[]): Promise<void> {
  const started = performance.now();
  const checked = await checkBeforeStart(argv);
  if (!checked.ok) return refuse(checked.problems);
  const { options } = checked;
  const found = findPrograms(root);
  if (!found.ok) return refuse(found.problems);
  if (options.dashboard && !existsSync(dashboardServer(root)))
    return refuse(["the dashboard has not been built; build it with: npm run build"]);

  const setting = await makeSetting(root, options, found.paths);
  const world = new World(setting, {
    say: (line) => console.log(line),
    fatal: (problem) => {
      console.error(`demo: ${problem}`);
      end(1);
    },
  });
  let ending = false;
  function end(exitCode: number): void {
    if (ending) return;
    ending = true;
    world.stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(`demo: ${String(error)}`);
        world.kill();
        process.exit(1);
      },
    );
  }
  const interrupted = (): void => {
    // The second Ctrl-C does not wait.
    if (ending) world.kill();
    else console.log("\nEnding the sandbox.");
    end(0);
  };
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted).on("SIGHUP", interrupted);
  endWithParent(interrupted);
  process.on("uncaughtException", (error) => {
    console.error(`demo: ${error.stack ?? error.message}`);
    end(1);
  });

  console.log(`Starting the sandbox (durations divided by ${options.speed}, ${options.clients} clients)`);
  try {
    await world.start();
  } catch (error) {
    if (ending) return;
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    return end(1);
  }
  if (ending) return;
  const origin = dashboardOrigin(setting);
  const { ports, dir } = setting;
  console.log(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s: ${origin}

  Users     ${people.join(", ")}: one click on the sign-in page, no passwords
  Faults    http://127.0.0.1:${ports.faults}/
  Metrics   http://127.0.0.1:${ports.prometheus}/
  kubectl   kubectl --kubeconfig ${relative(process.cwd(), dir)}/admin.kubeconfig get migrations
  Details   ${relative(process.cwd(), sandboxFileOf(setting))}, logs in ${relative(process.cwd(), dir)}/logs
  End       Ctrl-C
`);
}

function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}
