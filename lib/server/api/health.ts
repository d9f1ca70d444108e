import "server-only";
import { json } from "../answers.ts";
import { containerIfAny } from "../container.ts";

/** Liveness: only what a restart would mend counts. A process that is starting is alive. */
export function getHealth(): Response {
  const broken = containerIfAny()?.health.broken();
  return broken === undefined ? json({ status: "ok" }) : json({ status: "broken", why: broken }, 503);
}

/** Readiness: requests may come. */
export function getReady(): Response {
  const server = containerIfAny();
  const why = server === undefined ? "starting" : server.health.notReady();
  return why === undefined ? json({ status: "ready" }) : json({ status: "not ready", why }, 503);
}

export async function getMetrics(): Promise<Response> {
  const server = containerIfAny();
  if (server === undefined) return json({ status: "starting" }, 503);
  const { registry } = server.metrics;
  return new Response(await registry.metrics(), {
    headers: { "content-type": registry.contentType, "cache-control": "no-store" },
  });
}
