import { z } from "zod";
import type { KubeFailure } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { identity } from "./versioned-cache.ts";

const page = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(identity).nullish(),
});

export type Listed = { state: "ok"; objects: unknown[]; version: string } | KubeFailure;

const PAGE_SIZE = "500";

/** A whole collection, page by page, at one resourceVersion. */
export async function listAll(
  client: KubeClient,
  path: string,
  query: Record<string, string>,
  signal?: AbortSignal,
): Promise<Listed> {
  const objects: unknown[] = [];
  let version = "";
  let next = "";
  do {
    const answer = await client.request({
      method: "GET",
      path,
      query: { ...query, limit: PAGE_SIZE, ...(next === "" ? {} : { continue: next }) },
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.state !== "ok") return answer;
    const parsed = page.safeParse(answer.body);
    if (!parsed.success) return { state: "unknown", why: `GET ${path}: not a list` };
    objects.push(...(parsed.data.items ?? []));
    version = parsed.data.metadata.resourceVersion;
    next = parsed.data.metadata.continue ?? "";
  } while (next !== "");
  return { state: "ok", objects, version };
}
