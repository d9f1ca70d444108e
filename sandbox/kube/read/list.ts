import type { KubeObject } from "../object.ts";
import { nameOf, namespaceOf } from "../object.ts";
import { fieldSelector, labelSelector, type Matcher } from "../selectors.ts";
import { badRequest, expired } from "../status-error.ts";
import { type Call, keyOf, type World } from "../world.ts";

export type Page = { objects: KubeObject[]; resourceVersion: string; next?: string; remaining?: number };

export function matcherOf(call: Call): Matcher {
  const { query } = call.context;
  const byLabel = labelSelector(query.get("labelSelector") ?? undefined);
  const byField = fieldSelector(call.resource.kind, query.get("fieldSelector") ?? undefined);
  const byName = call.name === "" ? () => true : (object: KubeObject) => nameOf(object) === call.name;
  return (object) =>
    (call.namespace === "" || namespaceOf(object) === call.namespace || !call.resource.namespaced) &&
    byName(object) &&
    byLabel(object) &&
    byField(object);
}

type Token = { version: string; after: string };

const encode = (token: Token): string => Buffer.from(JSON.stringify(token)).toString("base64url");

function decode(text: string): Token {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof token === "object" && token !== null && "version" in token && "after" in token) {
      return { version: String(token.version), after: String(token.after) };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest("invalid continue token: continue key is not valid: it was not made by this server");
}

const positionOf = (object: KubeObject): string => `${namespaceOf(object)}/${nameOf(object)}`;

/**
 * A page of a list. All pages carry the version of the first: a watch from there repeats what changed between
 * the pages, and misses nothing.
 */
export function list(world: World, call: Call): Page {
  const { query } = call.context;
  const wanted = query.get("resourceVersion") ?? "";
  if (wanted !== "" && !/^\d+$/.test(wanted))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: "${wanted}": strconv.ParseUint: parsing "${wanted}": invalid syntax`,
    );
  const token = query.get("continue") ? decode(query.get("continue") ?? "") : undefined;
  const version = token?.version ?? String(world.store.version);
  if (token !== undefined && Number(version) < world.store.oldestKnown(keyOf(call))) {
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter",
    );
  }
  const matches = matcherOf(call);
  const namespace = call.resource.namespaced ? call.namespace : "";
  const objects = world.store
    .list(keyOf(call), namespace)
    .filter((object) => (token === undefined || positionOf(object) > token.after) && matches(object));
  const limit = Number(query.get("limit") ?? 0);
  if (!(limit > 0) || objects.length <= limit) return { objects, resourceVersion: version };
  const page = objects.slice(0, limit);
  const last = page.at(-1);
  return {
    objects: page,
    resourceVersion: version,
    remaining: objects.length - limit,
    ...(last === undefined ? {} : { next: encode({ version, after: positionOf(last) }) }),
  };
}
