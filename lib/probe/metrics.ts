import { Counter, Gauge, Histogram, Registry } from "prom-client";

export type Color = "blue" | "green" | "unknown";
export type Path = "direct" | "gateway";
export type Qos = "0" | "1" | "2";
export type ConnectResult =
  | { result: "success"; reason: "none" }
  | {
      result: "failure";
      reason: "refused" | "reset" | "closed" | "timeout" | "rejected" | "unreachable";
    };

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1, 2.5, 5, 10];

/** A time-out is observed above the top bucket: it is slower than anything that was measured. */
export const timeoutSeconds = 15;

export type Where = { color: Color; path: Path };

export type Metrics = ReturnType<typeof createMetrics>;

/** Every series that the prober exports. Label sets start at 0, so that `increase` sees the first event of each. */
export function createMetrics(
  paths: readonly Where[],
  live: () => readonly { color: Color; count: number }[],
) {
  const registry = new Registry();
  const registers = [registry];
  const where = ["color", "path"] as const;
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name, help, labelNames: [...where, ...labelNames], registers });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: [...where, "qos"] as const, buckets, registers });

  const metrics = {
    registry,
    cycles: counter("mqtt_probe_cycles_total", "QoS 1 messages sent and awaited on a session", ["result"]),
    connects: counter("mqtt_probe_connect_attempts_total", "Connections tried, to the CONNACK", [
      "result",
      "reason",
    ]),
    acks: histogram(
      "mqtt_probe_publish_ack_duration_seconds",
      "PUBLISH to PUBACK (QoS 1) or PUBCOMP (QoS 2)",
    ),
    endToEnd: histogram("mqtt_probe_end_to_end_duration_seconds", "PUBLISH to the subscriber's receipt"),
    judged: counter("mqtt_probe_messages_judged_total", "Messages that were owed to a subscriber", ["qos"]),
    intact: counter("mqtt_probe_messages_intact_total", "Received once, legitimate duplicates aside", [
      "qos",
    ]),
    lost: counter("mqtt_probe_messages_lost_total", "Acknowledged and never received in time", ["qos"]),
    duplicated: counter("mqtt_probe_messages_duplicated_total", "Received more than once", ["qos"]),
    voided: counter("mqtt_probe_messages_void_total", "Not owed: the subscription ended first", ["qos"]),
    sessionPresent: counter("mqtt_probe_session_present_total", "Answers to a persistent session's return", [
      "value",
    ]),
    spoiled: counter(
      "mqtt_probe_observations_spoiled_total",
      "Latencies dropped: the prober itself stood still",
      [],
    ),
    ownErrors: new Counter({
      name: "mqtt_probe_own_errors_total",
      help: "Attempts that failed for want of this machine's resources",
      labelNames: ["reason"] as const,
      registers,
    }),
    live: new Gauge({
      name: "mqtt_live_connections",
      help: "Sessions of the prober's through the gateway, by the side that they reached",
      labelNames: where,
      registers,
      collect() {
        for (const { color, count } of live()) this.set({ color, path: "gateway" }, count);
      },
    }),
  };
  startAtZero(metrics, paths);
  return metrics;
}

const reasons = ["refused", "reset", "closed", "timeout", "rejected", "unreachable"] as const;

function startAtZero(metrics: Metrics, paths: readonly Where[]): void {
  for (const at of paths) {
    for (const result of ["success", "failure"]) metrics.cycles.inc({ ...at, result }, 0);
    metrics.connects.inc({ ...at, result: "success", reason: "none" }, 0);
    for (const reason of reasons) metrics.connects.inc({ ...at, result: "failure", reason }, 0);
    for (const value of ["true", "false"]) metrics.sessionPresent.inc({ ...at, value }, 0);
    metrics.spoiled.inc(at, 0);
    for (const qos of ["0", "1", "2"]) {
      for (const one of [metrics.judged, metrics.intact, metrics.lost, metrics.duplicated, metrics.voided])
        one.inc({ ...at, qos }, 0);
      metrics.endToEnd.zero({ ...at, qos });
      if (qos !== "0") metrics.acks.zero({ ...at, qos });
    }
  }
}
