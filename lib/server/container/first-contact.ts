import "server-only";
import type { Clock } from "../../ports/clock.ts";
import type { MetricsSource } from "../../ports/metrics-source.ts";
import type { Log } from "../log.ts";

const AGAIN_MS = 1_000;

type Target = { name: string; setting: string; ask: () => Promise<string | undefined> };

/**
 * Asks what we depend on until it has answered once. While it does not, that is said in one line, not a line each second: the server is up
 * and shows what it cannot see. Returns whether all have answered.
 */
export function watchFirstContact(
  clock: Clock,
  log: Log,
  targets: readonly Target[],
): { missing(): string[]; stop(): void } {
  const missing = new Set(targets.map(({ name }) => name));
  const stopping = new AbortController();
  async function reach({ name, setting, ask }: Target): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      const why = await ask();
      if (why === undefined) {
        missing.delete(name);
        if (tries > 0) log.info({ target: name }, `${name} answers now`);
        return;
      }
      if (tries === 0)
        log.warn({ target: name, why }, `${name} does not answer: check ${setting}, and that it is up`);
      await clock.sleep(AGAIN_MS, stopping.signal);
    }
  }
  for (const target of targets) {
    reach(target).catch((error: unknown) =>
      log.error({ error, target: target.name }, "the first contact failed"),
    );
  }
  return { missing: () => [...missing], stop: () => stopping.abort() };
}

export async function askPrometheus(metrics: MetricsSource, clock: Clock): Promise<string | undefined> {
  const answer = await metrics.instant([{ key: "first-contact", expression: "vector(1)" }], clock.now());
  return answer.state === "blind" ? answer.why : undefined;
}
