import { randomUUID } from "node:crypto";
import { until } from "../world/prometheus.ts";
import type { Demo } from "./demo.ts";

export const CONTROL = "/migrations/mqtt/emqx-to-emqx-go";
const LONG_MS = 120_000;

type Seen = {
  migration: { status: { state: string; stage: string; planHash: string; weight: number } };
  advance: { allowed: boolean };
  slos: { samples?: number }[];
};

/** Takes the demo's migration as far as its first weight, where six SLOs have samples of both sides. */
export async function reachCanary(demo: Demo): Promise<void> {
  await command(demo, "start");
  for (let stages = 0; stages < 4; stages += 1) {
    if ((await seen(demo)).migration.status.weight > 0) break;
    await until(async () => (await approveAndSee(demo)).advance.allowed, LONG_MS, 1_000);
    await command(demo, "advance");
  }
  await until(
    async () => {
      const { migration, slos } = await seen(demo);
      return migration.status.state === "Baking" && slos.every(({ samples }) => (samples ?? 0) > 10);
    },
    LONG_MS,
    1_000,
  );
}

async function approveAndSee(demo: Demo): Promise<Seen> {
  const { unmet } = (await seen(demo)).advance as { unmet?: { gate: string }[] };
  for (const { gate } of unmet ?? [])
    if (gate.startsWith("approval/"))
      await command(demo, "approve", "approver", { approval: gate.slice("approval/".length) });
  return seen(demo);
}

async function call(demo: Demo, user: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${demo.url}/api/v1${CONTROL}${path}`, {
    headers: { authorization: `Bearer ${demo.token(user)}`, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return answer.json();
}

const seen = async (demo: Demo): Promise<Seen> => (await call(demo, "operator", "")) as Seen;

async function command(demo: Demo, kind: string, user = "operator", fields: object = {}): Promise<void> {
  const { stage, planHash } = (await seen(demo)).migration.status;
  await call(demo, user, "/commands", { id: randomUUID(), kind, stage, planHash, ...fields });
}
