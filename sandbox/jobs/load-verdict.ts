import { check, percentile } from "./job.ts";

/** Latencies in milliseconds. */
export type Figures = { acks: number[]; endToEnd: number[]; sent: number; failed: number; received: number };

/** What has to hold, as the plan's objectives say it. */
const limits = { ackP99Ms: 100, endToEndP99Ms: 250, connectFailures: 0.0005 };

/** Everything arrived, but late. */
export class TooSlow extends Error {}

/** The load test's summary; throws it, with the reason, when a limit is passed. */
export function judgeLoad(
  figures: Figures,
  connects: { tried: number; failed: number },
  clients: number,
): string {
  const ack = percentile(figures.acks, 99);
  const endToEnd = percentile(figures.endToEnd, 99);
  const said =
    `${figures.sent} messages from ${clients} clients, P99 acknowledged in ${ack.toFixed(1)} ms, ` +
    `delivered in ${endToEnd.toFixed(1)} ms, ${connects.failed} of ${connects.tried} connections failed`;
  check(figures.failed === 0 && figures.acks.length === figures.sent, `${said}; not all were acknowledged`);
  check(figures.received >= figures.sent, `${said}; only ${figures.received} were delivered`);
  check(connects.failed <= connects.tried * limits.connectFailures, said);
  if (ack >= limits.ackP99Ms) throw new TooSlow(`${said}; the limit is ${limits.ackP99Ms} ms`);
  if (endToEnd >= limits.endToEndP99Ms) throw new TooSlow(`${said}; the limit is ${limits.endToEndP99Ms} ms`);
  return said;
}
