/** A collection of the API: `group` is empty for the core one. */
export type KubeResource = { group: string; version: string; plural: string };

export const RESOURCES = {
  migrations: { group: "crossfade.dev", version: "v1alpha1", plural: "migrations" },
  journalEntries: { group: "crossfade.dev", version: "v1alpha1", plural: "journalentries" },
  virtualServices: { group: "networking.istio.io", version: "v1", plural: "virtualservices" },
  statefulSets: { group: "apps", version: "v1", plural: "statefulsets" },
  deployments: { group: "apps", version: "v1", plural: "deployments" },
  configMaps: { group: "", version: "v1", plural: "configmaps" },
  namespaces: { group: "", version: "v1", plural: "namespaces" },
  services: { group: "", version: "v1", plural: "services" },
  pods: { group: "", version: "v1", plural: "pods" },
  serviceAccounts: { group: "", version: "v1", plural: "serviceaccounts" },
  jobs: { group: "batch", version: "v1", plural: "jobs" },
  leases: { group: "coordination.k8s.io", version: "v1", plural: "leases" },
  subjectAccessReviews: { group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews" },
  tokenReviews: { group: "authentication.k8s.io", version: "v1", plural: "tokenreviews" },
} as const satisfies Record<string, KubeResource>;

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** RFC 1123 subdomain, as every name of ours is: never `.`, `..`, nor anything with a slash in it. */
export const isKubeName = (name: string): boolean => name.length > 0 && name.length <= 253 && NAME.test(name);

/** A name that would reach another URL than its own: a bug or an attack, never an expected answer. */
export class BadName extends Error {
  constructor(name: string) {
    super(`not the name of a Kubernetes object: ${JSON.stringify(name.slice(0, 80))}`);
    this.name = "BadName";
  }
}

/**
 * The path of a collection, or with `name` of an object, or with `sub` of its subresource. Without `namespace` the
 * collection spans all of them. Throws `BadName` before anything is sent.
 */
export function kubePath(
  resource: KubeResource,
  place: { namespace?: string; name?: string; sub?: "status" | "scale" } = {},
): string {
  const { group, version, plural } = resource;
  const parts = [group === "" ? `/api/${version}` : `/apis/${group}/${version}`];
  if (place.namespace !== undefined) parts.push("namespaces", checked(place.namespace));
  parts.push(plural);
  if (place.name !== undefined) parts.push(checked(place.name));
  if (place.sub !== undefined) parts.push(place.sub);
  return parts.join("/");
}

function checked(name: string): string {
  if (!isKubeName(name)) throw new BadName(name);
  return name;
}
