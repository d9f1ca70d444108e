import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      // `server-only` throws outside a React server build; the tests are the server.
      "server-only": here("./lib/server/server-only-stub.ts"),
      "@": here("."),
    },
  },
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          // No process, no socket: what `npm run verify` has the time for.
          name: "unit",
          include: ["{lib,components,app,scripts}/**/*.test.{ts,tsx,mjs}", "*.test.ts"],
          exclude: [
            "**/*.contract.test.*",
            "**/*.cluster.test.ts",
            "lib/adapters/**",
            "lib/probe/**",
            "lib/sim/**",
          ],
        },
      },
      {
        extends: true,
        test: {
          // The real controller in a simulated world: minutes on every core.
          name: "simulation",
          include: ["lib/sim/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          // Suites that talk to the embedded Kubernetes API, to brokers, or to servers of their own.
          name: "wire",
          include: [
            "sandbox/**/*.test.ts",
            "{lib,scripts}/**/*.contract.test.{ts,mjs}",
            "lib/{adapters,probe}/**/*.test.ts",
          ],
          exclude: ["**/*.cluster.test.ts"],
        },
      },
    ],
  },
});
