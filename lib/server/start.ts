import "server-only";
import { ENGINE } from "../controller/engine-version.ts";
import { buildContainer } from "./container/build.ts";
import { type Container, provide } from "./container.ts";
import { exitOnCrash } from "./crash.ts";
import { environmentOfProcess } from "./environment.ts";
import { makeLog } from "./log.ts";
import { wrongFiles } from "./settings-files.ts";
import { onSignal } from "./shutdown.ts";
import { watchStalls } from "./stall-watch.ts";

/** The Lease lasts longer than this, so that leadership is given up before another replica can hold it too. */
const STALL_LIMIT_MS = 2_000;

/** One clear line for each problem, and a non-zero exit: a server that throws here would live on and answer 500. */
function giveUp(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`crossfade: ${problem}\n`);
  process.exit(1);
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll("\n", " ");

/** F44: what happened is known only afterwards; what other replicas may have done meanwhile is kept out by the fence. */
function watchTheLoop({ metrics, clock, log }: Container, standBack: () => Promise<void>): void {
  let longest = 0;
  watchStalls(() => clock.monotonic(), {
    limitMs: STALL_LIMIT_MS,
    onLook(ms) {
      longest = Math.max(longest, ms);
      metrics.longestStall.set(longest / 1_000);
    },
    onStall(ms) {
      metrics.stalls.inc();
      log.error({ ms }, "the event loop stood still: leadership is given up");
      standBack().catch((error: unknown) => log.error({ error }, "the Lease could not be released"));
    },
  });
}

/** Builds everything, starts the loop and hangs it all on the one slot. Never throws: it ends the process instead. */
export function start(): void {
  const environment = environmentOfProcess();
  if (!environment.ok) giveUp(environment.error);
  const unreadable = wrongFiles(environment.value);
  if (unreadable.length > 0) giveUp(unreadable);
  // next-auth would believe a forwarded host where these are set; NEXTAUTH_URL alone decides.
  delete process.env["AUTH_TRUST_HOST"];
  delete process.env["VERCEL"];
  const log = makeLog();
  try {
    const { container, standBack, steps } = buildContainer(environment.value, log);
    exitOnCrash(log, () => container.metrics.crashes.inc());
    onSignal(log, steps);
    watchTheLoop(container, standBack);
    provide(container);
    const { role, publicOrigin } = environment.value;
    log.info({ role, origin: publicOrigin, engine: ENGINE }, "started");
  } catch (error) {
    giveUp([messageOf(error)]);
  }
}
