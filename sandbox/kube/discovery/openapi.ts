import { createHash } from "node:crypto";
import { asString, isObject, type Json, type JsonObject } from "../json.ts";
import type { Registry } from "../registry.ts";
import type { Resource, ServedVersion } from "../resource.ts";
import type { Schema } from "../schema/schema.ts";
import { SERVER_VERSION } from "./discovery.ts";

const pathOf = (group: string, version: string): string =>
  group === "" ? `api/${version}` : `apis/${group}/${version}`;

type Served = { resource: Resource; version: ServedVersion };

function servedBy(registry: Registry, path: string): Served[] {
  return registry
    .all()
    .flatMap((resource) =>
      resource.versions
        .filter((version) => pathOf(resource.group, version.name) === path)
        .map((version) => ({ resource, version })),
    );
}

const parameter = (name: string): JsonObject => ({
  name,
  in: "query",
  schema: { type: "string", uniqueItems: true },
});

const PATCH_TYPES = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
];

/** The operations that kubectl looks for: that a kind can be patched, with field validation and dry runs. */
function pathsOf({ resource, version }: Served): JsonObject {
  const kind = { group: resource.group, version: version.name, kind: resource.kind };
  const operation = (action: string, parameters: string[], types: string[] = []): JsonObject => ({
    operationId: `${action}${resource.kind}`,
    parameters: parameters.map(parameter),
    ...(types.length === 0
      ? {}
      : {
          requestBody: {
            content: Object.fromEntries(types.map((type) => [type, { schema: { type: "object" } }])),
          },
        }),
    responses: { "200": { description: "OK" } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": kind,
  });
  const writing = ["dryRun", "fieldManager", "fieldValidation"];
  const types = version.custom ? PATCH_TYPES : [...PATCH_TYPES, "application/strategic-merge-patch+json"];
  const scope = resource.namespaced ? "/namespaces/{namespace}" : "";
  const base = `/${pathOf(resource.group, version.name)}${scope}/${resource.plural}`;
  return {
    [base]: {
      get: operation("list", ["labelSelector", "fieldSelector", "limit", "continue"]),
      post: operation("post", writing),
    },
    [`${base}/{name}`]: {
      get: operation("get", []),
      put: operation("put", writing),
      patch: operation("patch", [...writing, "force"], types),
      delete: operation("delete", ["dryRun"]),
    },
  };
}

/** Component names as Kubernetes makes them: `dev.crossfade.v1alpha1.Migration`. */
function componentName({ resource, version }: Served): string {
  const group = resource.group === "" ? "core" : resource.group;
  const reversed = group.split(".").reverse().join(".");
  const prefix = version.custom ? "" : "io.k8s.api.";
  return `${prefix}${version.custom ? reversed : (group.split(".")[0] ?? group)}.${version.name}.${resource.kind}`;
}

const HIDDEN = new Set(["x-kubernetes-validations", "x-kubernetes-preserve-unknown-fields"]);

/** Schemas are published without the rules, and a preserved object as a plain one. */
function published(schema: Schema): JsonObject {
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !HIDDEN.has(key))
        .map(([key, item]) => [key, walk(item)]),
    );
  };
  return walk(schema) as JsonObject;
}

function componentOf(served: Served): JsonObject {
  const { resource, version } = served;
  return {
    ...published(version.schema),
    "x-kubernetes-group-version-kind": [
      { group: resource.group, version: version.name, kind: resource.kind },
    ],
  };
}

/** The OpenAPI v3 document of one group and version; undefined when nothing is served there. */
export function openApiDocument(registry: Registry, path: string): JsonObject | undefined {
  const all = servedBy(registry, path);
  if (all.length === 0) return undefined;
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: asString(SERVER_VERSION["gitVersion"]) },
    paths: Object.assign({}, ...all.map(pathsOf)) as JsonObject,
    components: {
      schemas: Object.fromEntries(all.map((served) => [componentName(served), componentOf(served)])),
    },
  };
}

const cache = new WeakMap<Registry, { revision: number; texts: Map<string, string> }>();

/** The document's text, made once for each change of what is served. */
export function openApiText(registry: Registry, path: string): string | undefined {
  const known = cache.get(registry);
  const texts = known?.revision === registry.revision ? known.texts : new Map<string, string>();
  cache.set(registry, { revision: registry.revision, texts });
  const document = texts.get(path) ?? JSON.stringify(openApiDocument(registry, path) ?? null);
  texts.set(path, document);
  return document === "null" ? undefined : document;
}

export function openApiIndex(registry: Registry): JsonObject {
  const paths = new Set(
    registry
      .all()
      .flatMap((resource) => resource.versions.map((version) => pathOf(resource.group, version.name))),
  );
  return {
    paths: Object.fromEntries(
      [...paths].sort().map((path) => {
        const hash = createHash("sha256")
          .update(openApiText(registry, path) ?? "")
          .digest("hex");
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash.slice(0, 32).toUpperCase()}` }];
      }),
    ),
  };
}

/** The older format, without its contents: clients that ask for it only need an answer. */
export function swagger(registry: Registry): JsonObject {
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: asString(SERVER_VERSION["gitVersion"]) },
    paths: {},
    definitions: Object.fromEntries(
      registry.all().flatMap((resource) =>
        resource.versions.map((version) => [
          componentName({ resource, version }),
          {
            type: "object",
            "x-kubernetes-group-version-kind": [
              { group: resource.group, kind: resource.kind, version: version.name },
            ],
          },
        ]),
      ),
    ),
  };
}
