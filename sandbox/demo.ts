import { enableCompileCache } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// A dozen processes of the same sources: what one has compiled, the others and the next start need not.
process.env["NODE_COMPILE_CACHE"] ??= join(root, ".crossfade", "compile-cache");
enableCompileCache(process.env["NODE_COMPILE_CACHE"]);

/** `npm run demo`: the sandbox world and the dashboard. */
const { runDemo } = await import("./world/run-demo.ts");
await runDemo(root, process.argv.slice(2));
