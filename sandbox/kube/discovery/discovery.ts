import { REVIEWS } from "../auth/reviews.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Registry } from "../registry.ts";
import { apiVersionOf, type Resource, type ServedVersion } from "../resource.ts";

/** One entry of a group's version: a stored kind, or a review that can only be created. */
type Entry = {
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: readonly Subresource[];
};

type Subresource = { name: string; group: string; version: string; kind: string; verbs: readonly string[] };

const SUBRESOURCE_VERBS = ["get", "patch", "update"];

function subresourcesOf(resource: Resource, version: ServedVersion): Subresource[] {
  const list: Subresource[] = [];
  if (version.status) {
    list.push({
      name: "status",
      group: resource.group,
      version: version.name,
      kind: resource.kind,
      verbs: SUBRESOURCE_VERBS,
    });
  }
  if (version.scale !== undefined) {
    list.push({
      name: "scale",
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: SUBRESOURCE_VERBS,
    });
  }
  return list;
}

type Groups = Map<string, Map<string, Entry[]>>;

function groupsOf(registry: Registry): Groups {
  const groups: Groups = new Map();
  const add = (group: string, version: string, entry: Entry): void => {
    const versions = groups.get(group) ?? new Map<string, Entry[]>();
    groups.set(group, versions);
    versions.set(version, [...(versions.get(version) ?? []), entry]);
  };
  for (const resource of registry.all()) {
    for (const version of resource.versions) {
      add(resource.group, version.name, {
        plural: resource.plural,
        singular: resource.singular,
        kind: resource.kind,
        namespaced: resource.namespaced,
        verbs: resource.verbs,
        shortNames: resource.shortNames,
        categories: resource.categories,
        subresources: subresourcesOf(resource, version),
      });
    }
  }
  for (const [key, { kind, namespaced }] of Object.entries(REVIEWS)) {
    const [group = "", plural = ""] = key.split("/");
    add(group, "v1", {
      plural,
      singular: kind.toLowerCase(),
      kind,
      namespaced,
      verbs: ["create"],
      shortNames: [],
      categories: [],
      subresources: [],
    });
  }
  return groups;
}

/** Newest first as Kubernetes ranks them: v1, then v1beta1, then v1alpha3. */
export function byVersionPriority(a: string, b: string): number {
  const rank = (name: string): number[] => {
    const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name);
    if (found === null) return [-1, 0, 0];
    const [, major, stage, minor] = found;
    return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor ?? 0)];
  };
  const [left, right] = [rank(a), rank(b)];
  for (const index of [0, 1, 2]) {
    const order = (right[index] ?? 0) - (left[index] ?? 0);
    if (order !== 0) return order;
  }
  return a < b ? -1 : 1;
}

const sortedVersions = (versions: Map<string, Entry[]>): [string, Entry[]][] =>
  [...versions].sort(([a], [b]) => byVersionPriority(a, b));

function aggregatedResource(entry: Entry, group: string, version: string): JsonObject {
  return {
    resource: entry.plural,
    responseKind: { group, version, kind: entry.kind },
    scope: entry.namespaced ? "Namespaced" : "Cluster",
    singularResource: entry.singular,
    verbs: [...entry.verbs],
    ...(entry.shortNames.length === 0 ? {} : { shortNames: [...entry.shortNames] }),
    ...(entry.categories.length === 0 ? {} : { categories: [...entry.categories] }),
    ...(entry.subresources.length === 0
      ? {}
      : {
          subresources: entry.subresources.map((item) => ({
            subresource: item.name,
            responseKind: { group: item.group, version: item.version, kind: item.kind },
            verbs: [...item.verbs],
          })),
        }),
  };
}

/** `/api` (the core group alone) or `/apis` (all the others) as one document. */
export function aggregated(registry: Registry, core: boolean): JsonObject {
  const items = [...groupsOf(registry)]
    .filter(([group]) => (group === "") === core)
    .map(
      ([group, versions]): Json => ({
        metadata: group === "" ? {} : { name: group },
        versions: sortedVersions(versions).map(([version, entries]) => ({
          version,
          freshness: "Current",
          resources: entries.map((entry) => aggregatedResource(entry, group, version)),
        })),
      }),
    );
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function groupDocument(group: string, versions: Map<string, Entry[]>): JsonObject {
  const list = sortedVersions(versions).map(([version]) => ({
    groupVersion: apiVersionOf(group, version),
    version,
  }));
  return { name: group, versions: list, ...(list[0] === undefined ? {} : { preferredVersion: list[0] }) };
}

export function coreVersions(): JsonObject {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
}

export function groupList(registry: Registry): JsonObject {
  const groups = [...groupsOf(registry)].filter(([group]) => group !== "");
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.map(([group, versions]) => groupDocument(group, versions)),
  };
}

export function groupNamed(registry: Registry, group: string): JsonObject | undefined {
  const versions = groupsOf(registry).get(group);
  if (versions === undefined || group === "") return undefined;
  return { kind: "APIGroup", apiVersion: "v1", ...groupDocument(group, versions) };
}

export function resourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  const entries = groupsOf(registry).get(group)?.get(version);
  if (entries === undefined) return undefined;
  const resources = entries.flatMap((entry): JsonObject[] => [
    {
      name: entry.plural,
      singularName: entry.singular,
      namespaced: entry.namespaced,
      kind: entry.kind,
      verbs: [...entry.verbs],
      ...(entry.shortNames.length === 0 ? {} : { shortNames: [...entry.shortNames] }),
      ...(entry.categories.length === 0 ? {} : { categories: [...entry.categories] }),
    },
    ...entry.subresources.map(
      (item): JsonObject => ({
        name: `${entry.plural}/${item.name}`,
        singularName: "",
        namespaced: entry.namespaced,
        ...(item.group === group ? {} : { group: item.group, version: item.version }),
        kind: item.kind,
        verbs: [...item.verbs],
      }),
    ),
  ]);
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: apiVersionOf(group, version),
    resources,
  };
}

export const SERVER_VERSION: JsonObject = {
  major: "1",
  minor: "37",
  gitVersion: "v1.37.2",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-10-20T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "linux/amd64",
};
