import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.mjs";
import { withLock } from "./lock.mjs";
import { exists, hashOf, root } from "./paths.mjs";
import { run } from "./process.mjs";
import { Problem, say, step } from "./say.mjs";

const stamp = join(root, ".next", "crossfade-build");
export const server = join(root, ".next", "standalone", "server.js");

const folders = ["app", "components", "lib", "public"];
const single = [
  "instrumentation.ts",
  "instrumentation-client.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const isTest = (path) => /\.test\.tsx?$/.test(path);

/** The hash of everything that the production build is made of. */
function sourceHash() {
  const inFolders = folders
    .map((name) => join(root, name))
    .filter(exists)
    .flatMap(filesBelow);
  const alone = single.map((name) => join(root, name)).filter(exists);
  return hashOf([...inFolders.filter((path) => !isTest(path)), ...alone]);
}

const isFresh = (hash) => exists(server) && exists(stamp) && readFileSync(stamp, "utf8") === hash;

/** Next.js leaves what browsers load out of the standalone folder, for a CDN; here the server serves it itself. */
function completeStandalone() {
  const target = join(root, ".next", "standalone");
  cpSync(join(root, ".next", "static"), join(target, ".next", "static"), { recursive: true });
  if (exists(join(root, "public"))) cpSync(join(root, "public"), join(target, "public"), { recursive: true });
}

/** Builds the production server, unless the one that is there was made of the same sources. */
export function ensureBuild({ force = false } = {}) {
  return withLock("build", async () => {
    const hash = sourceHash();
    if (!force && isFresh(hash)) {
      say("the production build is up to date");
      return;
    }
    await step("building the production server (next build, about a minute)", async () => {
      const { code } = await run("node", [join(root, "node_modules/next/dist/bin/next"), "build"], {
        env: { NODE_ENV: "production" },
      });
      if (code !== 0) throw new Problem(`next build ended with ${code}`);
      completeStandalone();
      writeFileSync(stamp, hash);
    });
  });
}
