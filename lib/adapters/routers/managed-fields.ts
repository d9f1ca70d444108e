type ManagedFields = {
  manager?: string | undefined;
  time?: string | undefined;
  fieldsV1?: Record<string, unknown> | undefined;
};

/**
 * The last to have written the field at `path` (e.g. `["spec", "tcp"]`), by managedFields. They hold a list of routes as one field, so the last
 * writer of any part of it counts for all of it.
 */
export function lastWriter(
  fields: readonly ManagedFields[],
  path: readonly string[],
): { manager: string; at: number } | undefined {
  let last: { manager: string; at: number } | undefined;
  for (const { manager = "unknown", time, fieldsV1 } of fields) {
    if (!owns(fieldsV1, path)) continue;
    const at = time === undefined ? 0 : Date.parse(time);
    if (last === undefined || at >= last.at) last = { manager, at: Number.isNaN(at) ? 0 : at };
  }
  return last;
}

function owns(fields: unknown, path: readonly string[]): boolean {
  let here = fields;
  for (const name of path) {
    if (typeof here !== "object" || here === null) return false;
    here = Reflect.get(here, `f:${name}`) as unknown;
  }
  return here !== undefined;
}
