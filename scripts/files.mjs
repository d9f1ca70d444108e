import { readdirSync } from "node:fs";
import { join } from "node:path";

const notSources = new Set(["node_modules", ".next", ".crossfade", ".git"]);

/** Every file below `folder`, sorted, as full paths; what is installed or built is left out. */
export function filesBelow(folder) {
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notSources.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
  return found.sort();
}
