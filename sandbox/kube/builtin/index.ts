import { type Resource, resourceKey } from "../resource.ts";
import { CORE } from "./core.ts";
import { OTHERS } from "./others.ts";
import { WORKLOADS } from "./workloads.ts";

/** The built-in kinds by group and plural. */
export const BUILTIN: ReadonlyMap<string, Resource> = new Map(
  [...CORE, ...WORKLOADS, ...OTHERS].map((resource) => [resourceKey(resource), resource] as const),
);
