import { deepFreeze } from "./json.ts";
import { type KubeObject, nameOf, namespaceOf, withMetadata } from "./object.ts";

export type StoreEvent = {
  version: number;
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: KubeObject;
  /** What the object was before; absent when it was added. Selectors need both. */
  previous?: KubeObject;
};

export type Listener = (event: StoreEvent) => void;

type Shelf = {
  objects: Map<string, KubeObject>;
  /** The last events, oldest first, for watches that resume. */
  history: StoreEvent[];
  /** Events up to this version are forgotten: a watch from before it gets 410. */
  forgotten: number;
  listeners: Set<Listener>;
};

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/**
 * Objects in memory under one global, increasing resourceVersion. Every stored object is deeply frozen, so
 * readers may share it. All methods are synchronous: whatever runs between two awaits is a transaction.
 */
export class Store {
  readonly #shelves = new Map<string, Shelf>();
  readonly #historyLength: number;
  readonly #observers: ((resource: string, event: StoreEvent) => void)[] = [];
  #version = 1;

  constructor(historyLength: number) {
    this.#historyLength = historyLength;
  }

  get version(): number {
    return this.#version;
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#shelf(resource).objects.get(keyOf(namespace, name));
  }

  /** All objects of a resource, or of one namespace of it, in the order of namespace and name. */
  list(resource: string, namespace = ""): KubeObject[] {
    const prefix = `${namespace}/`;
    return [...this.#shelf(resource).objects.entries()]
      .filter(([key]) => namespace === "" || key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  resources(): string[] {
    return [...this.#shelves.keys()];
  }

  /** Stores the object under the next resourceVersion and tells the watchers. */
  put(resource: string, object: KubeObject): KubeObject {
    const shelf = this.#shelf(resource);
    const key = keyOf(namespaceOf(object), nameOf(object));
    const previous = shelf.objects.get(key);
    const stored = this.#stamp(object);
    shelf.objects.set(key, stored);
    this.#tell(resource, shelf, {
      version: this.#version,
      type: previous === undefined ? "ADDED" : "MODIFIED",
      object: stored,
      ...(previous === undefined ? {} : { previous }),
    });
    return stored;
  }

  /** Removes the object; the event carries its last state under the version of the deletion. */
  remove(resource: string, object: KubeObject): KubeObject {
    const shelf = this.#shelf(resource);
    const key = keyOf(namespaceOf(object), nameOf(object));
    const previous = shelf.objects.get(key);
    const last = this.#stamp(object);
    shelf.objects.delete(key);
    this.#tell(resource, shelf, {
      version: this.#version,
      type: "DELETED",
      object: last,
      ...(previous === undefined ? {} : { previous }),
    });
    return last;
  }

  /** What happened to a resource after a version, or `expired` when that is no longer known. */
  since(resource: string, version: number): StoreEvent[] | "expired" {
    const shelf = this.#shelf(resource);
    if (version < shelf.forgotten) return "expired";
    return shelf.history.filter((event) => event.version > version);
  }

  oldestKnown(resource: string): number {
    return this.#shelf(resource).forgotten;
  }

  subscribe(resource: string, listener: Listener): () => void {
    const { listeners } = this.#shelf(resource);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Listens to every resource; called before the watchers of the one that changed. */
  subscribeAll(listener: (resource: string, event: StoreEvent) => void): void {
    this.#observers.push(listener);
  }

  /** Forgets all events, as a compaction of etcd does: watches that resume from before get 410. */
  compact(): void {
    for (const shelf of this.#shelves.values()) {
      shelf.history = [];
      shelf.forgotten = this.#version;
    }
  }

  #stamp(object: KubeObject): KubeObject {
    this.#version += 1;
    return deepFreeze(withMetadata(object, { resourceVersion: String(this.#version) }));
  }

  #tell(resource: string, shelf: Shelf, event: StoreEvent): void {
    shelf.history.push(event);
    if (shelf.history.length > this.#historyLength * 2) {
      const dropped = shelf.history.splice(0, shelf.history.length - this.#historyLength);
      shelf.forgotten = dropped.at(-1)?.version ?? shelf.forgotten;
    }
    for (const observer of this.#observers) observer(resource, event);
    for (const listener of [...shelf.listeners]) listener(event);
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (shelf === undefined) {
      shelf = { objects: new Map(), history: [], forgotten: 0, listeners: new Set() };
      this.#shelves.set(resource, shelf);
    }
    return shelf;
  }
}
