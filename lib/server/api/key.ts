import type { Key } from "../../ports/migration-store.ts";

/** RFC 1123 label. Names of Migrations have no dots, namespaces never had: so `.` and `..` reach no other URL. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** The Migration that a path or a form names, `undefined` where that cannot be the name of one. */
export function toKey(namespace: unknown, name: unknown): Key | undefined {
  if (typeof namespace !== "string" || typeof name !== "string") return undefined;
  return LABEL.test(namespace) && LABEL.test(name) ? { namespace, name } : undefined;
}
