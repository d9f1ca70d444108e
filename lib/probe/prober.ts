import { randomBytes } from "node:crypto";
import { ConnectProber } from "./connect-prober.ts";
import { type Color, createMetrics, type Metrics, type Where } from "./metrics.ts";
import { OwnTime } from "./own-time.ts";
import { Pool, type PoolParts } from "./pool.ts";
import type { Settings } from "./settings.ts";

const tickMs = 25;
/** A tick that comes later than this was held up by something in this process or on this machine. */
const slackMs = 25;

export type Prober = { metrics: Metrics; stop(): void };

/** Starts probing both sides, and the gateway when there is one. */
export function startProber(settings: Settings): Prober {
  const instance = randomBytes(4).toString("hex");
  const realNowMs = () => performance.now();
  const time = new OwnTime(tickMs, slackMs, realNowMs());
  let seq = 0;
  const nextSeq = () => ++seq;
  const metrics = createMetrics(labelSets(settings), () => gatewaySessions(pools));
  const common = { instance, settings, metrics, time, realNowMs, nextSeq };

  const pools: Pool[] = poolsOf(settings).map((own) => new Pool({ ...common, ...own }));
  const connects = connectTargets(settings).map((target) => new ConnectProber({ ...common, target }));

  let lastMs = realNowMs();
  const timer = setInterval(() => {
    const nowMs = realNowMs();
    const elapsedMs = nowMs - lastMs;
    lastMs = nowMs;
    time.tick(nowMs);
    for (const part of [...pools, ...connects]) part.tick(elapsedMs);
  }, tickMs);

  return {
    metrics,
    stop() {
      clearInterval(timer);
      for (const part of [...pools, ...connects]) part.stop();
    },
  };
}

type OwnParts = Pick<PoolParts, "path" | "color" | "address" | "sessions" | "cycleRate" | "messageRate">;

function poolsOf(settings: Settings): OwnParts[] {
  const { sessions, cycleRate, messageRate, gateway, gatewaySessions, gatewayRate } = settings;
  const sides = (["blue", "green"] as const).map(
    (color): OwnParts => ({
      path: "direct",
      color,
      address: settings[color],
      sessions,
      cycleRate,
      messageRate,
    }),
  );
  if (gateway === undefined) return sides;
  const rates = { cycleRate: gatewayRate, messageRate: gatewayRate / 2 };
  return [
    ...sides,
    { path: "gateway", color: undefined, address: gateway, sessions: gatewaySessions, ...rates },
  ];
}

function connectTargets({ blue, green, gateway, connectRate, gatewayRate }: Settings) {
  const direct = [
    { where: { color: "blue", path: "direct" }, address: blue, perSecond: connectRate },
    { where: { color: "green", path: "direct" }, address: green, perSecond: connectRate },
  ] as const;
  if (gateway === undefined) return [...direct];
  // Which side an attempt through the gateway reached cannot be told from its CONNACK.
  const through: Where = { color: "unknown", path: "gateway" };
  return [...direct, { where: through, address: gateway, perSecond: gatewayRate }];
}

function labelSets({ gateway }: Settings): Where[] {
  const colors: Color[] = ["blue", "green"];
  const direct = colors.map((color): Where => ({ color, path: "direct" }));
  if (gateway === undefined) return direct;
  return [...direct, ...[...colors, "unknown" as const].map((color): Where => ({ color, path: "gateway" }))];
}

function gatewaySessions(pools: readonly Pool[]) {
  const gateway = pools.find((pool) => pool.path === "gateway");
  const live = gateway?.live() ?? new Map<Color, number>();
  return (["blue", "green", "unknown"] as const).map((color) => ({ color, count: live.get(color) ?? 0 }));
}
