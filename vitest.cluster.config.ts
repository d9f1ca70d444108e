import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The suites that run on a real API server; `npm run test:cluster` provides one. */
export default defineConfig({
  resolve: { alias: { "server-only": here("./lib/server/server-only-stub.ts"), "@": here(".") } },
  test: {
    name: "cluster",
    include: ["e2e/cluster/**/*.cluster.test.ts", "{lib,sandbox}/**/*.cluster.test.ts"],
    // Each file may start an API server of 300 MB: one at a time, for machines with two cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
