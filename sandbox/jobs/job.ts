import { z } from "zod";

const hostPort = z.string().regex(/^[^:]+:\d{1,5}$/, "must be HOST:PORT");

const environment = z.object({
  SANDBOX_BLUE: hostPort,
  SANDBOX_GREEN: hostPort,
  SANDBOX_GATEWAY: hostPort,
  SANDBOX_KUBE: z.url().optional(),
  SANDBOX_KUBE_CA: z.string().optional(),
  SANDBOX_TOKEN: z.string().optional(),
  SANDBOX_NAMESPACE: z.string().default("mqtt"),
  SANDBOX_TIMEOUT_S: z.coerce.number().positive().default(60),
});

export type JobEnvironment = {
  blue: string;
  green: string;
  gateway: string;
  kube: { server: string; token: string; caFile: string | undefined } | undefined;
  namespace: string;
  timeoutMs: number;
};

/** A job's own verdict: its message is the last line, and the exit code 1. */
export class JobFailed extends Error {}

/** Leaves time to say what was going on before the kubelet's own deadline. */
const reserveMs = 2000;

/**
 * Runs a job: its last line of output is one sentence with figures, exit code 0 is success. Anything thrown fails it,
 * and so does its time-out.
 */
export async function runJob(name: string, job: (env: JobEnvironment) => Promise<string>): Promise<never> {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const env = readEnvironment(process.env);
    const overdue = setTimeout(
      () => {
        console.log(`${name}: failed after ${seconds()}: not finished in time`);
        process.exit(1);
      },
      Math.max(1000, env.timeoutMs - reserveMs),
    );
    const summary = await job(env);
    clearTimeout(overdue);
    console.log(`${name}: passed in ${seconds()}: ${summary}`);
    process.exit(0);
  } catch (error) {
    console.log(
      `${name}: failed after ${seconds()}: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exit(1);
  }
}

export function readEnvironment(given: Record<string, string | undefined>): JobEnvironment {
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw new JobFailed(`${name} ${(given[name] ?? "") === "" ? "is missing" : issue?.message}`);
  }
  const env = parsed.data;
  return {
    blue: env.SANDBOX_BLUE,
    green: env.SANDBOX_GREEN,
    gateway: env.SANDBOX_GATEWAY,
    kube:
      env.SANDBOX_KUBE === undefined
        ? undefined
        : { server: env.SANDBOX_KUBE, token: env.SANDBOX_TOKEN ?? "", caFile: env.SANDBOX_KUBE_CA },
    namespace: env.SANDBOX_NAMESPACE,
    timeoutMs: env.SANDBOX_TIMEOUT_S * 1000,
  };
}

/** Waits until `condition` holds, looking every few milliseconds; false when the time is over. */
export async function eventually(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}

export const check = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new JobFailed(otherwise);
};

export const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The value below which `percent` of the values lie; 0 for none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
