import type { Dispatcher } from "undici";
import type { Clock } from "../../ports/clock.ts";
import type { Silence } from "../../ports/migration-store.ts";
import { type Connection, connect, loadKubeConfig } from "./connection.ts";
import { type KubeAnswer, type KubeFailure, toAnswer } from "./answer.ts";
import { linesOf } from "./lines.ts";
import { watchSilence } from "./silence.ts";

export type KubeRequest = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From `kubePath`, which checks names. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: "application/json" | "application/json-patch+json" | "application/merge-patch+json";
  signal?: AbortSignal;
};

export type KubeStream = { state: "ok"; lines: AsyncIterable<string> } | KubeFailure;

export interface KubeClient {
  /** One call with a deadline of 3 s. Never throws for what a server may do. */
  request(request: KubeRequest): Promise<KubeAnswer>;
  /** A watch: headers within 3 s, then lines until it ends, is cut, or `signal` fires. */
  stream(request: { path: string; query: Record<string, string>; signal: AbortSignal }): Promise<KubeStream>;
  /** While nothing is answered: since when, and why. */
  silence(): Silence | undefined;
  close(): Promise<void>;
}

export type KubeClientOptions = {
  /** Path of a kubeconfig; without it the pod's service account. */
  kubeconfig?: string;
  clock: Clock;
  deadlineMs?: number;
};

/** Tokens on disk are rotated long before they end; the service account's is read again as often by Kubernetes' own clients. */
const REREAD_MS = 60_000;
const TLS_ERROR = /certificate|CERT_|self.signed|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/i;

/**
 * The one way to the API server: one set of credentials and one pool of kept connections. Credentials and certificates are
 * read again after a 401 or a TLS error, and the call is made once more. Throws at once when there is no usable configuration.
 */
export function makeKubeClient({ kubeconfig, clock, deadlineMs = 3_000 }: KubeClientOptions): KubeClient {
  let config = loadKubeConfig(kubeconfig);
  let current: Promise<Connection> | undefined;
  let readAt = 0;
  const heard = watchSilence();

  /** `fresh` is the connection that did not work: everything is read again unless somebody has already. */
  function connection(failed?: Connection): Promise<Connection> {
    const before = current;
    const stale = before === undefined || clock.monotonic() - readAt > REREAD_MS;
    if (failed === undefined && !stale) return before;
    current = (async () => {
      const previous = await before?.catch(() => undefined);
      if (failed !== undefined && previous !== undefined && previous !== failed) return previous;
      if (failed !== undefined) config = loadKubeConfig(kubeconfig);
      return connect(config, previous);
    })();
    readAt = clock.monotonic();
    current.catch(() => {
      current = undefined;
    });
    return current;
  }

  async function send(
    on: Connection,
    request: KubeRequest,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const query = new URLSearchParams(request.query).toString();
    return on.dispatcher.request({
      origin: new URL(on.server).origin,
      path: new URL(on.server).pathname.replace(/\/$/, "") + request.path + (query === "" ? "" : `?${query}`),
      method: request.method,
      headers: {
        ...on.headers,
        accept: "application/json",
        "user-agent": "crossfade",
        ...(request.body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal,
    });
  }

  /** Runs `attempt` and, when credentials or certificates may be the reason, once more with what is on disk now. */
  async function withFreshCredentials<T extends { state: string }>(
    call: string,
    attempt: (on: Connection) => Promise<T | KubeFailure>,
    repeatable: boolean,
  ): Promise<T | KubeFailure> {
    let on: Connection | undefined;
    try {
      on = await connection();
      const first = await attempt(on);
      if (first.state !== "unauthorized") return first;
      return await attempt(await connection(on));
    } catch (error) {
      const why = reasonOf(error);
      // A refused certificate, or a GET on a kept connection that the server had just closed: nothing was done.
      const again = on !== undefined && !isAbort(error) && (TLS_ERROR.test(why) || repeatable);
      if (!again) return { state: "unknown", why: `${call}: ${why}` };
      try {
        return await attempt(await connection(TLS_ERROR.test(why) ? on : undefined));
      } catch (second) {
        return { state: "unknown", why: `${call}: ${reasonOf(second)}` };
      }
    }
  }

  return {
    async request(request) {
      const call = `${request.method} ${request.path}`;
      const began = clock.now();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(new Error(`no answer in ${deadlineMs} ms`)), deadlineMs);
      const signal =
        request.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, request.signal]);
      try {
        const answer = await withFreshCredentials<KubeAnswer>(
          call,
          async (on) => {
            const response = await send(on, request, signal);
            return toAnswer(response.statusCode, await response.body.text(), call);
          },
          request.method === "GET",
        );
        if (request.signal?.aborted !== true) heard.take(answer, began, clock.now());
        return answer;
      } finally {
        clearTimeout(timer);
      }
    },

    async stream({ path, query, signal }) {
      const call = `WATCH ${path}`;
      const began = clock.now();
      const answer = await withFreshCredentials<{ state: "ok"; lines: AsyncIterable<string> }>(
        call,
        async (on) => {
          const deadline = new AbortController();
          const timer = setTimeout(
            () => deadline.abort(new Error(`no answer in ${deadlineMs} ms`)),
            deadlineMs,
          );
          try {
            const both = AbortSignal.any([deadline.signal, signal]);
            const response = await send(
              on,
              { method: "GET", path, query: { ...query, watch: "true" } },
              both,
            );
            if (response.statusCode === 200) return { state: "ok", lines: linesOf(response.body) };
            const answer = toAnswer(response.statusCode, await response.body.text(), call);
            return answer.state === "ok" ? { state: "unknown", why: `${call}: not a stream` } : answer;
          } finally {
            clearTimeout(timer);
          }
        },
        true,
      );
      if (!signal.aborted) heard.take(answer, began, clock.now());
      return answer;
    },

    silence: () => heard.silence(),

    async close() {
      const open = await current?.catch(() => undefined);
      await open?.dispatcher.destroy();
    },
  };
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === "AbortError" || error.message.startsWith("no answer in "));

/** undici wraps the reason: the innermost message says most. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? `${error.code} ` : "";
  const text = error.message === "" ? error.name : error.message;
  return error.cause instanceof Error ? `${code}${text}: ${reasonOf(error.cause)}` : `${code}${text}`;
}
