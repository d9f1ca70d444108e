import type { Observation } from "../../core/engine/observation.ts";

/**
 * Time of the oldest input that the document's figures stand on: the metrics, the route and the connections. Workloads
 * and jobs come from watches, whose last event says nothing about their age.
 */
export function oldestInput(observation: Observation): number {
  const times = [observation.at];
  if (observation.metrics.state === "answered") times.push(observation.metrics.at);
  const { route, connections } = observation;
  for (const reading of [route, connections.blue, connections.green]) {
    if (reading.state === "known") times.push(reading.at);
  }
  return Math.min(...times);
}
