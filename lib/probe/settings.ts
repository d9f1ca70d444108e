import { readFileSync } from "node:fs";
import { z } from "zod";

/** `host:port`; an IPv6 address stands in brackets. */
const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, "must be HOST:PORT")
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port > 0 && port < 65_536, "port must be 1 to 65535");

export type Address = { host: string; port: number };

const rate = (perSecond: number) => z.coerce.number().min(0).max(2000).default(perSecond);

const schema = z.object({
  PROBE_BLUE: address,
  PROBE_GREEN: address,
  /** Where clients connect. Without it only the direct paths are probed. */
  PROBE_GATEWAY: address.optional(),
  PROBE_METRICS_HOST: z.string().default("0.0.0.0"),
  PROBE_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9377),
  /** Per second and side: the numbers of docs/prober.md follow from these. */
  PROBE_CONNECT_RATE: rate(220),
  PROBE_CYCLE_RATE: rate(120),
  PROBE_MESSAGE_RATE: rate(40),
  /** Per second in all, through the gateway. */
  PROBE_GATEWAY_RATE: rate(10),
  PROBE_SESSIONS: z.coerce.number().int().min(1).max(200).default(6),
  PROBE_GATEWAY_SESSIONS: z.coerce.number().int().min(0).max(200).default(8),
  PROBE_TOPIC_PREFIX: z
    .string()
    .regex(/^[^#+\s]+$/, "must be a topic without wildcards")
    .default("crossfade/probe"),
  /** For a connection, an acknowledgement, a delivery and a cycle. */
  PROBE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(2000),
  /** How long after its acknowledgement a message may take before it counts as lost. */
  PROBE_DEADLINE_MS: z.coerce.number().int().min(100).max(300_000).default(3000),
  PROBE_USERNAME: z.string().optional(),
  PROBE_PASSWORD_FILE: z.string().optional(),
});

export type Settings = {
  blue: Address;
  green: Address;
  gateway: Address | undefined;
  metricsHost: string;
  metricsPort: number;
  connectRate: number;
  cycleRate: number;
  messageRate: number;
  gatewayRate: number;
  sessions: number;
  gatewaySessions: number;
  topicPrefix: string;
  timeoutMs: number;
  deadlineMs: number;
  credentials: { username: string; password: Buffer | undefined } | undefined;
};

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problem: string };

/** Reads the environment. A problem is one line that names the setting; an empty value counts as absent. */
export function readSettings(environment: Record<string, string | undefined>): SettingsResult {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    const problem = given[name] === undefined ? "is missing (HOST:PORT of a broker)" : issue?.message;
    return { ok: false, problem: `${name} ${problem}` };
  }
  const env = parsed.data;
  const password = readPassword(env.PROBE_PASSWORD_FILE);
  if (!password.ok) return password;
  return {
    ok: true,
    settings: {
      blue: env.PROBE_BLUE,
      green: env.PROBE_GREEN,
      gateway: env.PROBE_GATEWAY,
      metricsHost: env.PROBE_METRICS_HOST,
      metricsPort: env.PROBE_METRICS_PORT,
      connectRate: env.PROBE_CONNECT_RATE,
      cycleRate: env.PROBE_CYCLE_RATE,
      messageRate: env.PROBE_MESSAGE_RATE,
      gatewayRate: env.PROBE_GATEWAY_RATE,
      sessions: env.PROBE_SESSIONS,
      gatewaySessions: env.PROBE_GATEWAY_SESSIONS,
      topicPrefix: env.PROBE_TOPIC_PREFIX,
      timeoutMs: env.PROBE_TIMEOUT_MS,
      deadlineMs: env.PROBE_DEADLINE_MS,
      credentials:
        env.PROBE_USERNAME === undefined
          ? undefined
          : { username: env.PROBE_USERNAME, password: password.value },
    },
  };
}

type Password = { ok: true; value: Buffer | undefined } | { ok: false; problem: string };

function readPassword(file: string | undefined): Password {
  if (file === undefined) return { ok: true, value: undefined };
  try {
    return { ok: true, value: Buffer.from(readFileSync(file, "utf8").trim()) };
  } catch (error) {
    return { ok: false, problem: `PROBE_PASSWORD_FILE cannot be read: ${String(error)}` };
  }
}
