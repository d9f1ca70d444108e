import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, freePort, listen, portOf } from "./meter.ts";

const PER_SECOND = 200;
const READY_WITHIN_MS = 20_000;

export type Metered = {
  url: string;
  /** Share of green's attempts that fail from now on, 0 to 1. */
  fail: (share: number) => void;
  /** The value of an instant query now; undefined for no series. */
  value: (expression: string) => Promise<number | undefined>;
  stop: () => Promise<void>;
};

/** A real Prometheus that scrapes, every second, counters of attempts on both sides. */
export async function startPrometheus(): Promise<Metered> {
  const totals = { blue: { success: 0, failure: 0 }, green: { success: 0, failure: 0 } };
  let failing = 0;
  let told = performance.now();
  const advance = () => {
    const now = performance.now();
    const attempts = ((now - told) / 1_000) * PER_SECOND;
    told = now;
    totals.blue.success += attempts;
    totals.green.success += attempts * (1 - failing);
    totals.green.failure += attempts * failing;
  };
  const target = createServer((_, response) => {
    advance();
    const lines = Object.entries(totals).flatMap(([color, results]) =>
      Object.entries(results).map(
        ([result, count]) => `attempts_total{color="${color}",result="${result}"} ${Math.floor(count)}`,
      ),
    );
    response.end(`${lines.join("\n")}\n`);
  });
  await listen(target);
  const folder = mkdtempSync(join(tmpdir(), "crossfade-bench-"));
  const port = await freePort();
  writeFileSync(
    join(folder, "prometheus.yml"),
    JSON.stringify({
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [{ job_name: "bench", static_configs: [{ targets: [`127.0.0.1:${portOf(target)}`] }] }],
    }),
  );
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--query.lookback-delta=10s",
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const value = async (expression: string): Promise<number | undefined> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const body = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    const text = body.data.result[0]?.value[1];
    return text === undefined ? undefined : Number(text);
  };
  await until(async () => {
    if (child.exitCode !== null) throw new Error("prometheus did not start: is it on PATH?");
    return (await value("sum(increase(attempts_total[5s]))").catch(() => undefined)) !== undefined;
  }, READY_WITHIN_MS);
  return {
    url,
    value,
    fail(share) {
      advance();
      failing = share;
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await close(target);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Looks again every `everyMs` until it holds. Throws when it does not within `withinMs`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 25,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
