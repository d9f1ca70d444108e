import { readFileSync } from "node:fs";
import { Agent, type Dispatcher } from "undici";
import { type PromAnswer, parsePromAnswer } from "./answer.ts";

export type PrometheusOptions = {
  /** PROMETHEUS_URL: plans cannot name one. May have a path. */
  url: string;
  tokenFile?: string;
  caFile?: string;
  /** Sent as X-Scope-OrgID. */
  tenant?: string;
  deadlineMs?: number;
  maxBytes?: number;
};

/** `withinMs`: what is left of the caller's own time, when that is less than the deadline. */
export type Ask = (
  path: "query" | "query_range",
  parameters: Record<string, string>,
  withinMs?: number,
) => Promise<PromAnswer>;

const TLS_ERROR = /certificate|CERT_|self.signed|UNABLE_TO_|ERR_TLS|ERR_SSL/i;

/**
 * Asks Prometheus by POST, with a deadline (5 s) and a limit on what is read (1 MiB, F25). Token and CA are read from their files again when they
 * have been rotated: the token each time, the CA after a connection failed. Never throws for what a server may do.
 */
export function makeAsk(options: PrometheusOptions): { ask: Ask; close(): Promise<void> } {
  const { deadlineMs = 5_000, maxBytes = 1_048_576 } = options;
  const base = new URL(options.url);
  let dispatcher: Dispatcher | undefined;

  function connected(): Dispatcher {
    dispatcher ??= new Agent({
      keepAliveTimeout: 30_000,
      ...(options.caFile === undefined ? {} : { connect: { ca: readFileSync(options.caFile, "utf8") } }),
    });
    return dispatcher;
  }

  function headers(): Record<string, string> {
    return {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      ...(options.tokenFile === undefined
        ? {}
        : { authorization: `Bearer ${readFileSync(options.tokenFile, "utf8").trim()}` }),
      ...(options.tenant === undefined ? {} : { "x-scope-orgid": options.tenant }),
    };
  }

  const ask: Ask = async (path, parameters, withinMs = deadlineMs) => {
    const limitMs = Math.max(0, Math.min(withinMs, deadlineMs));
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limitMs);
    try {
      const response = await connected().request({
        origin: base.origin,
        path: `${base.pathname.replace(/\/$/, "")}/api/v1/${path}`,
        method: "POST",
        headers: headers(),
        body: new URLSearchParams({
          ...parameters,
          timeout: `${Math.max(1, Math.round(limitMs))}ms`,
        }).toString(),
        signal: deadline.signal,
      });
      const text = await readUpTo(response.body, maxBytes);
      if (text === undefined)
        return { state: "unusable", why: `the answer is larger than ${maxBytes} bytes`, slow: true };
      const answer = parsePromAnswer(response.statusCode, text);
      const servedAt = Date.parse(String(response.headers["date"]));
      return answer.state === "ok" && !Number.isNaN(servedAt) ? { ...answer, servedAt } : answer;
    } catch (error) {
      if (deadline.signal.aborted) {
        return { state: "unusable", why: `Prometheus did not answer in ${deadlineMs} ms`, slow: true };
      }
      const why = `Prometheus cannot be asked: ${messageOf(error)}`;
      if (options.caFile !== undefined && TLS_ERROR.test(why)) dispatcher = undefined;
      return { state: "unusable", why, slow: false };
    } finally {
      clearTimeout(timer);
    }
  };

  return { ask, close: async () => dispatcher?.destroy() };
}

/** Undefined when there is more than `maxBytes`; the rest is not read. */
async function readUpTo(
  body: Dispatcher.ResponseData["body"],
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}
