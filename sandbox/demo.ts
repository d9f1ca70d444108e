import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { runDemo } from "./world/run-demo.ts";

/** `npm run demo`: the sandbox world and the dashboard. */
await runDemo(dirname(dirname(fileURLToPath(import.meta.url))), process.argv.slice(2));
