import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { COMMAND_KINDS } from "../core/journal/entry.ts";
import type { Outcome } from "../core/status/status.ts";

const OUTCOMES: readonly Outcome[] = ["done", "refused", "conflict", "unknown"];
const REFUSALS = ["400", "401", "403", "404", "413", "429", "500", "503"];

export type Metrics = ReturnType<typeof makeMetrics>;

/** Nothing here names a Migration or a person: `/metrics` is read without signing in. */
export function makeMetrics(gauges: { streams: () => number; leading: () => boolean }) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "crossfade_" });
  const commands = new Counter({
    name: "crossfade_commands_total",
    help: "Commands answered, by kind and outcome.",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const commandSeconds = new Histogram({
    name: "crossfade_command_duration_seconds",
    help: "From a command's arrival to its answer, by kind.",
    labelNames: ["kind"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const turns = new Histogram({
    name: "crossfade_turn_duration_seconds",
    help: "One look of the loop at one Migration.",
    labelNames: ["result"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const refusals = new Counter({
    name: "crossfade_http_refusals_total",
    help: "API requests that were not carried out, by status.",
    labelNames: ["status"],
    registers,
  });
  const crashes = new Counter({
    name: "crossfade_unhandled_errors_total",
    help: "Exceptions and rejections that nobody handled; the process ends on each.",
    registers,
  });
  const stalls = new Counter({
    name: "crossfade_event_loop_stalls_total",
    help: "Times that the event loop stood still for 2 s or more.",
    registers,
  });
  const longestStall = new Gauge({
    name: "crossfade_event_loop_longest_stall_seconds",
    help: "The longest time that the event loop stood still.",
    registers,
  });
  new Gauge({
    name: "crossfade_streams_open",
    help: "Open event streams.",
    registers,
    collect() {
      this.set(gauges.streams());
    },
  });
  new Gauge({
    name: "crossfade_leader",
    help: "1 while this replica runs the loop.",
    registers,
    collect() {
      this.set(gauges.leading() ? 1 : 0);
    },
  });
  // A series that is born at 1 hides its first event from increase().
  for (const kind of COMMAND_KINDS) for (const outcome of OUTCOMES) commands.inc({ kind, outcome }, 0);
  for (const status of REFUSALS) refusals.inc({ status }, 0);
  return { registry, commands, commandSeconds, turns, refusals, crashes, stalls, longestStall };
}
