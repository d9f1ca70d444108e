import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSystemClock } from "../system/clock.ts";
import { makeMetricsSource } from "./metrics-source.ts";

function installed(): boolean {
  try {
    execFileSync("prometheus", ["--version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

const METRICS = `
probe_total{color="green",result="success"} 90
probe_total{color="green",result="failure"} 10
latency_seconds_bucket{color="green",le="0.1"} 5
latency_seconds_bucket{color="green",le="+Inf"} 6
broken_ratio{color="green"} NaN
`;

describe.skipIf(!installed())(
  "the metrics source on a real Prometheus (skipped where there is none on PATH)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "crossfade-prometheus-"));
    const target = createServer((_, response) => response.end(METRICS));
    let prometheus: ChildProcess;
    let source: ReturnType<typeof makeMetricsSource>;

    beforeAll(async () => {
      await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
      const { port: targetPort } = target.address() as AddressInfo;
      const port = await freePort();
      writeFileSync(
        join(folder, "prometheus.yml"),
        JSON.stringify({
          global: { scrape_interval: "1s" },
          scrape_configs: [{ job_name: "it", static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }] }],
        }),
      );
      prometheus = spawn(
        "prometheus",
        [
          `--config.file=${join(folder, "prometheus.yml")}`,
          `--storage.tsdb.path=${join(folder, "data")}`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        { stdio: "ignore" },
      );
      source = makeMetricsSource({ url: `http://127.0.0.1:${port}`, clock: makeSystemClock() });
      for (let tries = 0; tries < 150; tries += 1) {
        const answer = await source.instant([{ key: "up", expression: "sum(probe_total)" }], Date.now());
        if (answer.state === "answered" && answer.samples.get("up")?.state === "value") return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error("Prometheus never answered");
    });

    afterAll(async () => {
      await source.close();
      const ended = new Promise((resolve) => prometheus.once("exit", resolve));
      prometheus.kill("SIGKILL");
      await ended;
      target.close();
      target.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    });

    const good = 'sum(probe_total{color="green",result="success"})';

    it("answers each key of a combined query, and blinds only the ones that are bad (F19, F20, F58)", async () => {
      const answer = await source.instant(
        [
          { key: "good", expression: good },
          { key: "same", expression: good },
          { key: "percent $1", expression: `100 * ${good} / sum(probe_total{color="green"}) # a comment` },
          { key: "none", expression: "sum(never_seen)" },
          { key: "nan", expression: "sum(broken_ratio)" },
          { key: "two", expression: "probe_total" },
          { key: "two names", expression: '{__name__=~"probe_total|broken_ratio",result!="failure"}' },
        ],
        Date.now(),
      );
      if (answer.state !== "answered") throw new Error(answer.why);
      expect(
        Object.fromEntries(
          [...answer.samples].map(([key, s]) => [key, s.state === "value" ? s.value : s.state]),
        ),
      ).toEqual({
        good: 90,
        same: 90,
        "percent $1": 90,
        none: "empty",
        nan: "nan",
        two: "blind",
        "two names": "blind",
      });
    });

    it("answers the rest although one expression is nonsense, and a scalar by itself", async () => {
      const answer = await source.instant(
        [
          { key: "good", expression: good },
          { key: "nonsense", expression: "sum(" },
          { key: "wrong", expression: "rate(probe_total)" },
          { key: "scalar", expression: "scalar(sum(probe_total))" },
        ],
        Date.now(),
      );
      if (answer.state !== "answered") throw new Error(answer.why);
      expect(
        Object.fromEntries(
          [...answer.samples].map(([key, s]) => [key, s.state === "value" ? s.value : s.state]),
        ),
      ).toEqual({
        good: 90,
        nonsense: "blind",
        wrong: "blind",
        scalar: 100,
      });
    });

    it("gives ranges and bucket bounds", async () => {
      const now = Date.now();
      const range = await source.range(good, { from: now - 5_000, to: now, stepMs: 1_000 });
      expect(range).toMatchObject({ state: "answered" });
      expect(range.state === "answered" && range.series[0]?.points.at(-1)?.value).toBe(90);
      expect(await source.buckets("latency_seconds", 'color="green"')).toEqual([0.1]);
      expect(await source.buckets("latency_seconds", 'color="blue"')).toBeUndefined();
    });
  },
);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
