import type { KubeClient } from "../client.ts";

/** An API server to run a suite against: with the CRDs of Crossfade and of the routers, and nothing else. */
export type KubeWorld = {
  /** May do everything. */
  admin: KubeClient;
  /** Crossfade's service account, with the rights of deploy/rbac.yaml: what is under test acts as this. */
  product: KubeClient;
  /** Known, and may do nothing. */
  nobody: KubeClient;
  /** Makes a namespace that nothing else uses, and answers its name. */
  namespace(): Promise<string>;
  stop(): Promise<void>;
};

/** Creates an object. Throws with the server's words. */
export async function create(client: KubeClient, path: string, body: unknown): Promise<unknown> {
  const answer = await client.request({ method: "POST", path, body });
  if (answer.state !== "ok") throw new Error(answer.why);
  return answer.body;
}

export async function read(client: KubeClient, path: string): Promise<unknown> {
  const answer = await client.request({ method: "GET", path });
  if (answer.state !== "ok") throw new Error(answer.why);
  return answer.body;
}

export async function jsonPatch(
  client: KubeClient,
  path: string,
  body: { op: string; path: string; value?: unknown }[],
  manager = "kubectl-edit",
): Promise<void> {
  const answer = await client.request({
    method: "PATCH",
    path,
    query: { fieldManager: manager },
    contentType: "application/json-patch+json",
    body,
  });
  if (answer.state !== "ok") throw new Error(answer.why);
}

export async function remove(client: KubeClient, path: string): Promise<void> {
  const answer = await client.request({ method: "DELETE", path });
  if (answer.state !== "ok") throw new Error(answer.why);
}

let count = 0;

export function namespaceMaker(admin: KubeClient): KubeWorld["namespace"] {
  return async () => {
    count += 1;
    const name = `t${process.pid}-${count}`;
    await create(admin, "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    return name;
  };
}

/** Looks again until `condition` gives something, as a page or the loop would. Throws after `withinMs`. */
export async function eventually<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 8_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
