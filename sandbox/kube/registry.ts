import { BUILTIN } from "./builtin/index.ts";
import { CRDS, resourceOfCrd } from "./crd/crd.ts";
import { type Resource, resourceKey, type ServedVersion, versionNamed } from "./resource.ts";
import type { Store } from "./store.ts";

/** Which kinds are served: the built-in ones, and those of the CustomResourceDefinitions in the store. */
export class Registry {
  readonly #custom = new Map<string, Resource>();
  #revision = 0;

  constructor(store: Store) {
    const refresh = () => {
      this.#custom.clear();
      for (const crd of store.list(CRDS)) {
        const resource = resourceOfCrd(crd);
        this.#custom.set(resourceKey(resource), resource);
      }
      this.#revision += 1;
    };
    store.subscribe(CRDS, refresh);
  }

  /** Moves with every change of what is served; caches of discovery and OpenAPI hang on it. */
  get revision(): number {
    return this.#revision;
  }

  all(): Resource[] {
    return [...BUILTIN.values(), ...this.#custom.values()];
  }

  byKey(key: string): Resource | undefined {
    return BUILTIN.get(key) ?? this.#custom.get(key);
  }

  find(
    group: string,
    version: string,
    plural: string,
  ): { resource: Resource; version: ServedVersion } | undefined {
    const resource = this.byKey(resourceKey({ group, plural }));
    const served = resource === undefined ? undefined : versionNamed(resource, version);
    return resource === undefined || served === undefined ? undefined : { resource, version: served };
  }
}
