import { applyPatch, mergePatch, type Op, sameJson } from "./json-patch.ts";

export type SimObject = {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: ManagedField[];
    deletionTimestamp?: string;
    generation?: number;
    [key: string]: unknown;
  };
  spec?: unknown;
  status?: unknown;
  [key: string]: unknown;
};
type ManagedField = { manager: string; operation: string; time: string; fieldsV1: object };

export type SimRequest = {
  method: string;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
};
export type SimResponse = { code: number; body: unknown };
export type SimEvent = { type: "ADDED" | "MODIFIED" | "DELETED"; plural: string; object: SimObject };

/** What was stored, by whom. `before` is absent for what is new, `after` for what is gone. */
export type Stored = {
  by: string;
  plural: string;
  request: SimRequest;
  before?: SimObject;
  after?: SimObject;
};

export type Target = { plural: string; namespace: string; name: string; sub: string };

/** Whether a process of Crossfade did it: others have names of their own. */
export const isCrossfade = (by: string): boolean => by.startsWith("crossfade");

const PATH =
  /^\/apis?\/(?:[^/]+\/)?v[0-9a-z]+(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/;
const keyOf = (plural: string, namespace: string, name: string): string => `${plural}/${namespace}/${name}`;

/**
 * The Kubernetes API as far as the adapters use it: optimistic locking, JSON and merge patches, dry run, label and field selectors, watches from a
 * version on, managed fields of the router's list. Requests are carried out one at a time, in the order in which they arrive.
 */
export class SimApi {
  readonly objects = new Map<string, SimObject>();
  readonly events: { version: number; event: SimEvent }[] = [];
  /** Watches from before this version get a 410. */
  compactedAt = 0;
  /** Called with everything that is stored, at the moment it is. */
  onStored: ((stored: Stored) => void)[] = [];
  readonly #onEvent = new Set<(event: SimEvent) => void>();
  readonly #now: () => number;
  #version = 100;

  constructor(now: () => number) {
    this.#now = now;
  }

  get version(): number {
    return this.#version;
  }

  get(plural: string, namespace: string, name: string): SimObject | undefined {
    return this.objects.get(keyOf(plural, namespace, name));
  }

  /** Begins with what another server had. */
  load(objects: ReadonlyMap<string, SimObject>, version: number): void {
    for (const [key, object] of objects) this.objects.set(key, object);
    this.#version = version;
    this.compactedAt = version;
  }

  subscribe(listener: (event: SimEvent) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  handle(by: string, request: SimRequest): SimResponse {
    const target = targetOf(request.path);
    if (target === undefined) return failure(404, "NotFound", `no such path ${request.path}`);
    switch (request.method) {
      case "GET":
        return target.name === "" ? this.#list(target, request.query ?? {}) : this.#read(target);
      case "POST":
        return this.#create(by, target, request);
      case "PUT":
        return this.#replace(by, target, request);
      case "PATCH":
        return this.#patch(by, target, request);
      default:
        return failure(405, "MethodNotAllowed", request.method);
    }
  }

  /** As `kubectl delete` does. */
  remove(by: string, plural: string, namespace: string, name: string): void {
    const before = this.get(plural, namespace, name);
    if (before === undefined) return;
    this.objects.delete(keyOf(plural, namespace, name));
    this.#version += 1;
    const gone = { ...before, metadata: { ...before.metadata, resourceVersion: String(this.#version) } };
    this.#announce({ type: "DELETED", plural, object: gone });
    const request = { method: "DELETE", path: `/${plural}/${name}` };
    for (const told of this.onStored) told({ by, plural, request, before });
  }

  /** As `kubectl apply` of somebody else does: whatever is there is written over, with a version of its own. */
  put(
    by: string,
    plural: string,
    object: Omit<SimObject, "metadata"> & { metadata: Partial<SimObject["metadata"]> & { name: string } },
  ): void {
    const { namespace = "", name } = object.metadata;
    const request = { method: "PUT", path: `/${plural}/${name}`, body: object };
    this.#store(by, plural, request, this.get(plural, namespace, name), {
      ...object,
      metadata: { resourceVersion: "0", ...object.metadata },
    });
  }

  #read({ plural, namespace, name }: Target): SimResponse {
    const object = this.get(plural, namespace, name);
    return object === undefined
      ? failure(404, "NotFound", `${plural} "${name}" not found`)
      : { code: 200, body: object };
  }

  #list({ plural, namespace }: Target, query: Record<string, string>): SimResponse {
    const items = [...this.objects.entries()]
      .filter(([key]) => key.startsWith(namespace === "" ? `${plural}/` : `${plural}/${namespace}/`))
      .map(([, object]) => object)
      .filter((object) => selects(query, object));
    return { code: 200, body: { metadata: { resourceVersion: String(this.#version) }, items } };
  }

  #create(by: string, { plural, namespace }: Target, request: SimRequest): SimResponse {
    const object = request.body as SimObject;
    const there = this.get(plural, namespace, object.metadata.name);
    if (there !== undefined)
      return failure(409, "AlreadyExists", `${plural} "${object.metadata.name}" already exists`);
    const metadata = {
      ...object.metadata,
      namespace,
      resourceVersion: "0",
      creationTimestamp: new Date(this.#now()).toISOString(),
    };
    return this.#store(by, plural, request, undefined, { ...object, metadata });
  }

  #replace(by: string, { plural, namespace, name }: Target, request: SimRequest): SimResponse {
    const before = this.get(plural, namespace, name);
    if (before === undefined) return failure(404, "NotFound", `${plural} "${name}" not found`);
    const object = request.body as SimObject;
    const asked = object.metadata.resourceVersion as string | undefined;
    if (asked !== undefined && asked !== before.metadata.resourceVersion) return stale(plural, name);
    return this.#store(by, plural, request, before, {
      ...object,
      metadata: { ...before.metadata, ...object.metadata },
    });
  }

  #patch(by: string, { plural, namespace, name, sub }: Target, request: SimRequest): SimResponse {
    const before = this.get(plural, namespace, name);
    if (before === undefined) return failure(404, "NotFound", `${plural} "${name}" not found`);
    const isMerge = request.contentType === "application/merge-patch+json";
    const patched = isMerge
      ? mergePatch(before, request.body)
      : applyPatch(before, request.body as readonly Op[]);
    if (patched === undefined)
      return failure(422, "Invalid", `the patch of ${plural} "${name}" could not be applied`);
    const after = patched as SimObject;
    if (after.metadata.resourceVersion !== before.metadata.resourceVersion) return stale(plural, name);
    // Through the status subresource nothing but the status changes, and through the object everything else.
    const next =
      sub === "status"
        ? { ...before, status: after.status }
        : { ...after, status: plural === "migrations" ? before.status : after.status };
    return this.#store(by, plural, request, before, next);
  }

  #store(
    by: string,
    plural: string,
    request: SimRequest,
    before: SimObject | undefined,
    next: SimObject,
  ): SimResponse {
    if (before !== undefined && sameJson(unversioned(before), unversioned(next)))
      return { code: 200, body: before };
    const isDry = request.query?.["dryRun"] === "All";
    const version = isDry ? this.#version : this.#version + 1;
    const isNewSpec = before !== undefined && !sameJson(before.spec, next.spec);
    const after: SimObject = {
      ...next,
      metadata: {
        ...next.metadata,
        resourceVersion: String(version),
        generation: (before?.metadata.generation ?? 1) + (isNewSpec ? 1 : 0),
        ...(plural === "virtualservices" ? { managedFields: this.#managed(by, before, next) } : {}),
      },
    };
    if (isDry) return { code: 200, body: after };
    this.#version = version;
    this.objects.set(keyOf(plural, after.metadata.namespace ?? "", after.metadata.name), after);
    this.#announce({ type: before === undefined ? "ADDED" : "MODIFIED", plural, object: after });
    for (const told of this.onStored) told({ by, plural, request, ...(before && { before }), after });
    return { code: before === undefined ? 201 : 200, body: after };
  }

  /** A list counts as one field: whoever changed any of it last owns it. */
  #managed(by: string, before: SimObject | undefined, next: SimObject): ManagedField[] {
    const fields = before?.metadata.managedFields ?? [];
    if (before !== undefined && sameJson(before.spec, next.spec)) return fields;
    const time = new Date(this.#now()).toISOString();
    const manager = isCrossfade(by) ? "crossfade" : by;
    return [{ manager, operation: "Update", time, fieldsV1: { "f:spec": { "f:tcp": {} } } }];
  }

  #announce(event: SimEvent): void {
    this.events.push({ version: Number(event.object.metadata.resourceVersion), event });
    for (const told of this.#onEvent) told(event);
  }
}

export function targetOf(path: string): Target | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, namespace = "", plural = "", name = "", sub = ""] = match;
  // `/api/v1/namespaces/x` is an object of its own.
  if (plural === "namespaces") return { plural, namespace: "", name, sub };
  return { plural, namespace, name, sub };
}

/** `a` (there at all) and `a=b`; and `metadata.name=x`. */
export function selects(query: Record<string, string>, { metadata }: SimObject): boolean {
  const labels = (query["labelSelector"] ?? "").split(",").filter((one) => one !== "");
  const isLabelled = labels.every((one) => {
    const [name = "", value] = one.split("=");
    const has = metadata.labels?.[name];
    return value === undefined ? has !== undefined : has === value;
  });
  const [, wanted] = /^metadata\.name=(.+)$/.exec(query["fieldSelector"] ?? "") ?? [];
  return isLabelled && (wanted === undefined || metadata.name === wanted);
}

const unversioned = (object: SimObject): unknown => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: "" },
});

const failure = (code: number, reason: string, message: string): SimResponse => ({
  code,
  body: { kind: "Status", code, reason, message },
});
const stale = (plural: string, name: string): SimResponse =>
  failure(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${plural} "${name}": the object has been modified`,
  );
