import type { Authenticator } from "./auth/authenticator.ts";
import type { Authorizer } from "./auth/rbac.ts";
import type { KubeObject } from "./object.ts";
import type { Registry } from "./registry.ts";
import type { RequestContext } from "./request.ts";
import { apiVersionOf, type Resource, resourceKey, type ServedVersion } from "./resource.ts";
import type { Subject } from "./status-error.ts";
import type { Store } from "./store.ts";

/** The parts that every handler shares. */
export type World = {
  store: Store;
  registry: Registry;
  authenticate: Authenticator;
  authorizer: Authorizer;
  /** How often an idle watch that allows bookmarks gets one, in milliseconds. */
  bookmarkMs: number;
};

/** One request for a stored kind, in one of its versions. */
export type Call = {
  resource: Resource;
  version: ServedVersion;
  namespace: string;
  name: string;
  subresource: string;
  context: RequestContext;
};

export const subjectOf = (call: Call, name = call.name): Subject => ({
  group: call.resource.group,
  resource: call.resource.plural,
  name,
});

export const keyOf = (call: Call): string => resourceKey(call.resource);

/** The stored object as the requested version shows it. */
export function presented(
  object: KubeObject,
  call: { resource: Resource; version: ServedVersion },
): KubeObject {
  const apiVersion = apiVersionOf(call.resource.group, call.version.name);
  return object["apiVersion"] === apiVersion ? object : { ...object, apiVersion };
}
