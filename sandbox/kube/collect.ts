import {
  type KubeObject,
  finalizersOf,
  isTerminating,
  nameOf,
  namespaceOf,
  ownersOf,
  uidOf,
  withMetadata,
} from "./object.ts";
import type { Registry } from "./registry.ts";
import type { Store } from "./store.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";
const NAMESPACES = "/namespaces";

type Stored = { key: string; object: KubeObject };

/**
 * What the namespace controller, the garbage collector and the removal of a definition's objects do in a cluster:
 * empties namespaces that are being deleted, and removes objects whose owners are all gone. It runs after the
 * request that caused it has been answered.
 */
export class Collector {
  readonly #store: Store;
  readonly #registry: Registry;
  readonly #uids = new Set<string>();
  #timer: NodeJS.Immediate | undefined;

  constructor(store: Store, registry: Registry) {
    this.#store = store;
    this.#registry = registry;
    store.subscribeAll((key, event) => {
      const uid = uidOf(event.object);
      if (event.type === "DELETED") this.#uids.delete(uid);
      else this.#uids.add(uid);
      const matters =
        event.type === "DELETED" ||
        isTerminating(event.object) ||
        (event.type === "ADDED" && ownersOf(event.object).length > 0) ||
        (key !== NAMESPACES && this.#isInDyingNamespace(event.object));
      if (matters) this.#schedule();
    });
  }

  stop(): void {
    if (this.#timer !== undefined) clearImmediate(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setImmediate(() => {
      this.#timer = undefined;
      this.#collect();
    });
  }

  #isInDyingNamespace(object: KubeObject): boolean {
    const namespace = this.#store.get(NAMESPACES, "", namespaceOf(object));
    return namespace !== undefined && isTerminating(namespace);
  }

  #all(): Stored[] {
    return this.#store.resources().flatMap((key) => this.#store.list(key).map((object) => ({ key, object })));
  }

  #collect(): void {
    const all = this.#all();
    for (const { key, object } of all) {
      if (this.#registry.byKey(key) === undefined) this.#store.remove(key, object);
      else if (this.#isOrphaned(object)) this.#delete(key, object);
    }
    for (const stored of all) this.#finalize(stored, all);
    for (const namespace of this.#store.list(NAMESPACES).filter(isTerminating)) this.#empty(namespace);
  }

  #isOrphaned(object: KubeObject): boolean {
    const owners = ownersOf(object);
    return owners.length > 0 && owners.every((owner) => !this.#uids.has(owner.uid));
  }

  /** `Foreground`: the dependents go first. `Orphan`: they stay, without their owner. */
  #finalize({ key, object }: Stored, all: readonly Stored[]): void {
    const current = this.#store.get(key, namespaceOf(object), nameOf(object));
    if (current === undefined || !isTerminating(current)) return;
    const finalizer = finalizersOf(current).find((item) => item === FOREGROUND || item === ORPHAN);
    if (finalizer === undefined) return;
    const uid = uidOf(current);
    const dependents = all
      .map((item) => ({
        key: item.key,
        object: this.#store.get(item.key, namespaceOf(item.object), nameOf(item.object)),
      }))
      .filter(
        (item): item is Stored =>
          item.object !== undefined && ownersOf(item.object).some((owner) => owner.uid === uid),
      );
    if (finalizer === FOREGROUND && dependents.length > 0) {
      for (const item of dependents) this.#delete(item.key, item.object);
      this.#schedule();
      return;
    }
    if (finalizer === ORPHAN) for (const item of dependents) this.#disown(item, uid);
    const rest = finalizersOf(current).filter((item) => item !== finalizer);
    const next = withMetadata(current, { finalizers: rest.length === 0 ? undefined : rest });
    if (rest.length === 0) this.#store.remove(key, next);
    else this.#store.put(key, next);
  }

  #disown({ key, object }: Stored, uid: string): void {
    const references = (object["metadata"] as KubeObject)["ownerReferences"];
    const rest = Array.isArray(references)
      ? references.filter((item) => (item as KubeObject)["uid"] !== uid)
      : [];
    this.#store.put(key, withMetadata(object, { ownerReferences: rest.length === 0 ? undefined : rest }));
  }

  #delete(key: string, object: KubeObject): void {
    if (finalizersOf(object).length === 0 && !isHeldByKubelet(key, object)) this.#store.remove(key, object);
    else if (!isTerminating(object)) this.#store.put(key, markedForDeletion(key, object));
  }

  #empty(namespace: KubeObject): void {
    const name = nameOf(namespace);
    const keys = this.#store.resources().filter((key) => this.#registry.byKey(key)?.namespaced === true);
    for (const key of keys) for (const object of this.#store.list(key, name)) this.#delete(key, object);
    const isEmpty = keys.every((key) => this.#store.list(key, name).length === 0);
    if (isEmpty && finalizersOf(namespace).length === 0)
      this.#store.remove(NAMESPACES, { ...namespace, spec: {} });
  }
}

const POD_GRACE_S = 30;

/** A pod on a node is removed by its kubelet, which deletes it with a grace period of 0 when its process is gone. */
function isHeldByKubelet(key: string, object: KubeObject): boolean {
  if (key !== "/pods") return false;
  const spec = object["spec"] as KubeObject | undefined;
  const phase = (object["status"] as KubeObject | undefined)?.["phase"];
  return spec?.["nodeName"] !== undefined && phase !== "Succeeded" && phase !== "Failed";
}

function markedForDeletion(key: string, object: KubeObject): KubeObject {
  const spec = object["spec"] as KubeObject | undefined;
  const own = spec?.["terminationGracePeriodSeconds"];
  const grace = key === "/pods" ? (typeof own === "number" ? own : POD_GRACE_S) : 0;
  const at = new Date(Date.now() + grace * 1000);
  return withMetadata(object, {
    deletionTimestamp: `${at.toISOString().slice(0, 19)}Z`,
    deletionGracePeriodSeconds: grace,
  });
}
