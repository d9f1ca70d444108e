import "server-only";
import type { Log } from "./log.ts";

/**
 * A process in which something was not handled is not trusted any more: it says so and ends, and the next one finds its way by what is
 * durable. Next.js by itself would log and live on.
 */
export function exitOnCrash(log: Log, onCrash: () => void): void {
  const crash = (kind: string) => (error: unknown) => {
    onCrash();
    log.error({ error, kind }, "something was not handled: this process ends");
    process.exit(1);
  };
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(kind);
    process.on(kind, crash(kind));
  }
}
