import { isDnsLabel } from "../../core/std/dns-label.ts";
import type { Key } from "../../ports/migration-store.ts";

/**
 * The Migration that a path or a form names, `undefined` where that cannot be the name of one. Names of Migrations have no dots, namespaces never
 * had: so `.` and `..` reach no other URL.
 */
export function toKey(namespace: unknown, name: unknown): Key | undefined {
  if (typeof namespace !== "string" || typeof name !== "string") return undefined;
  return isDnsLabel(namespace) && isDnsLabel(name) ? { namespace, name } : undefined;
}
