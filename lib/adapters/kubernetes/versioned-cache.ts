import { z } from "zod";

export type Place = { namespace: string; name: string };

/** What every object has. */
export const identity = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default(""),
    resourceVersion: z.string(),
  }),
});

export const keyOf = ({ namespace, name }: Place): string => `${namespace}/${name}`;

/** Numeric resourceVersions compare as numbers; of others nothing is known, so whatever came last wins. */
export function isNewer(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return version !== than;
  return version.length === than.length ? version > than : version.length > than.length;
}

/**
 * Objects that only move forward: an event or list from before what is here already changes nothing. So own writes can be put in at
 * once, and the cache is never older than them (F08), however late the watch is.
 */
export class VersionedCache<T> {
  readonly #items = new Map<string, { place: Place; version: string; value: T | undefined }>();
  /** Versions at which objects went, so that an older list does not bring them back. */
  readonly #gone = new Map<string, string>();
  readonly #parse: (object: unknown, place: Place) => T | undefined;

  /** `parse` may answer undefined for what it cannot read: such an object counts as absent, and is not asked of it again. */
  constructor(parse: (object: unknown, place: Place) => T | undefined) {
    this.#parse = parse;
  }

  get(place: Place): T | undefined {
    return this.#items.get(keyOf(place))?.value;
  }

  *values(): Iterable<T> {
    for (const { value } of this.#items.values()) if (value !== undefined) yield value;
  }

  /** Returns the place when this was news. Throws (zod) for what is no Kubernetes object. */
  put(object: unknown): Place | undefined {
    const { place, version } = placeOf(object);
    const key = keyOf(place);
    const known = this.#items.get(key)?.version ?? this.#gone.get(key);
    if (known !== undefined && !isNewer(version, known)) return undefined;
    this.#gone.delete(key);
    this.#items.set(key, { place, version, value: this.#parse(object, place) });
    return place;
  }

  /** `object` as a DELETED event carries it, or as it was last seen when the server says 404 (then without a later version). */
  remove(object: unknown): Place | undefined {
    const { place, version } = placeOf(object);
    const item = this.#items.get(keyOf(place));
    if (item === undefined || (item.version !== version && !isNewer(version, item.version))) return undefined;
    this.#items.delete(keyOf(place));
    this.#gone.set(keyOf(place), version);
    return place;
  }

  /** Takes a complete list of one namespace (of all with `""`), true at `version`. Returns what changed. */
  replace(namespace: string, objects: readonly unknown[], version: string): Place[] {
    const changed: Place[] = [];
    const listed = new Set<string>();
    for (const object of objects) {
      listed.add(keyOf(placeOf(object).place));
      const place = this.put(object);
      if (place !== undefined) changed.push(place);
    }
    for (const [key, item] of this.#items) {
      if (listed.has(key) || (namespace !== "" && item.place.namespace !== namespace)) continue;
      if (isNewer(item.version, version)) continue;
      this.#items.delete(key);
      changed.push(item.place);
    }
    for (const [key, gone] of this.#gone) if (!isNewer(gone, version)) this.#gone.delete(key);
    return changed;
  }
}

function placeOf(object: unknown): { place: Place; version: string } {
  const { metadata } = identity.parse(object);
  return { place: { namespace: metadata.namespace, name: metadata.name }, version: metadata.resourceVersion };
}
