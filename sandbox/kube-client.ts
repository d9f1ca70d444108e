import { Agent, fetch, type RequestInit } from "undici";
import { z } from "zod";

/** The part of any Kubernetes object that the sandbox relies on; the rest is passed through unread. */
export const kubeObject = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    generation: z.number().optional(),
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
export type KubeObject = z.infer<typeof kubeObject>;

const kubeList = z.object({
  metadata: z.looseObject({ resourceVersion: z.string().optional() }),
  items: z.array(kubeObject).nullish(),
});
const watchEvent = z.object({ type: z.string(), object: z.looseObject({}) });
const statusBody = z.looseObject({ message: z.string().optional(), reason: z.string().optional() });

export class KubeError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type PatchKind = "merge" | "json" | "apply";
const patchTypes: Record<PatchKind, string> = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
};

export type KubeClient = {
  get(path: string): Promise<unknown>;
  create(path: string, object: unknown): Promise<unknown>;
  patch(path: string, patch: unknown, kind?: PatchKind): Promise<unknown>;
  remove(path: string, options?: unknown): Promise<unknown>;
  /** Opens a watch; the caller reads lines of JSON until it ends. */
  watch(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
};

export type KubeAddress = { server: string; token: string; ca?: string | undefined; userAgent: string };

const deadlineMs = 5000;

/** A client for the few calls that the sandbox makes. Answers other than 2xx throw a `KubeError`. */
export function connectKube({ server, token, ca, userAgent }: KubeAddress): KubeClient {
  const dispatcher = new Agent({
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    ...(ca === undefined ? {} : { connect: { ca } }),
  });
  const headers = { authorization: `Bearer ${token}`, accept: "application/json", "user-agent": userAgent };

  async function call(method: string, path: string, body?: unknown, type = "application/json") {
    const init: RequestInit = { method, headers, dispatcher, signal: AbortSignal.timeout(deadlineMs) };
    if (body !== undefined) {
      init.headers = { ...headers, "content-type": type };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(server + path, init);
    const text = await response.text();
    if (!response.ok) throw new KubeError(response.status, `${method} ${path}: ${reasonOf(text)}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  return {
    get: (path) => call("GET", path),
    create: (path, object) => call("POST", path, object),
    patch: (path, patch, kind = "merge") => call("PATCH", path, patch, patchTypes[kind]),
    remove: (path, options) => call("DELETE", path, options),
    async watch(path, signal) {
      const response = await fetch(server + path, { headers, dispatcher, signal });
      if (!response.ok || response.body === null)
        throw new KubeError(response.status, `watch ${path}: ${reasonOf(await response.text())}`);
      return response.body;
    },
  };
}

function reasonOf(text: string): string {
  try {
    const status = statusBody.parse(JSON.parse(text));
    return status.message ?? status.reason ?? text.slice(0, 200);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return text.slice(0, 200);
    throw error;
  }
}

export const keyOf = (object: KubeObject): string =>
  object.metadata.namespace === undefined
    ? object.metadata.name
    : `${object.metadata.namespace}/${object.metadata.name}`;

export type Mirror = {
  /** `namespace/name` to the object as last seen. */
  readonly items: ReadonlyMap<string, KubeObject>;
  /** Resolves after the first complete list. */
  readonly synced: Promise<void>;
  close(): void;
};

/**
 * Keeps a local copy of a collection: list, then watch from there; a cut watch goes on where it was, a 410 or any
 * other failure lists again after a short pause. `onChange` says only that something may have changed: readers look
 * at `items` (level, not edge).
 */
export function mirror(client: KubeClient, path: string, onChange: () => void, selector = ""): Mirror {
  const items = new Map<string, KubeObject>();
  const stop = new AbortController();
  let firstList = () => {};
  const synced = new Promise<void>((resolve) => {
    firstList = resolve;
  });
  const query = selector === "" ? "" : `labelSelector=${encodeURIComponent(selector)}&`;

  async function list(): Promise<string> {
    const answer = kubeList.parse(await client.get(`${path}?${query}`.replace(/[?&]$/, "")));
    items.clear();
    for (const item of answer.items ?? []) items.set(keyOf(item), item);
    firstList();
    onChange();
    return answer.metadata.resourceVersion ?? "0";
  }

  /** Follows the collection from a version; returns the last version seen, or undefined where a list is due. */
  async function follow(from: string): Promise<string | undefined> {
    let version = from;
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), watchSilenceMs);
    try {
      const signal = AbortSignal.any([stop.signal, silence.signal]);
      const url = `${path}?${query}watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=${version}`;
      for await (const line of linesOf(await client.watch(url, signal))) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), watchSilenceMs);
        const event = watchEvent.parse(JSON.parse(line));
        if (event.type === "ERROR") return undefined;
        const object = kubeObject.safeParse(event.object);
        if (event.type === "BOOKMARK" || !object.success) {
          version = bookmarkVersion.safeParse(event.object).data?.metadata.resourceVersion ?? version;
          continue;
        }
        version = object.data.metadata.resourceVersion ?? version;
        if (event.type === "DELETED") items.delete(keyOf(object.data));
        else items.set(keyOf(object.data), object.data);
        onChange();
      }
      return version;
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    let version: string | undefined;
    let said = "";
    while (!stop.signal.aborted) {
      try {
        version ??= await list();
        version = await follow(version);
      } catch (error) {
        if (stop.signal.aborted) return;
        version = undefined;
        // Once for the same trouble: it comes back five times a second.
        if (!isExpected(error) && said !== String(error))
          console.error(`mirror of ${path}: ${String(error)}`);
        said = String(error);
      }
      if (version === undefined) await pause(relistPauseMs, stop.signal);
    }
  }

  void run();
  return { items, synced, close: () => stop.abort() };
}

const relistPauseMs = 200;
const watchSilenceMs = 300_000;
const bookmarkVersion = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** A server that is down, restarts or expires a version is part of life: the loop lists again. */
const isExpected = (error: unknown) =>
  error instanceof TypeError || (error instanceof KubeError && (error.status === 410 || error.status >= 500));

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line.trim() !== "") yield line;
  }
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
