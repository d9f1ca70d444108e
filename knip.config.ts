import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: [
    "app/**/{page,layout,route,error,loading,not-found,global-error,template,default,icon,manifest}.{ts,tsx}",
    "scripts/run.mjs",
    "scripts/check-*.mjs",
    "scripts/end-with-parent.mjs",
    "scripts/generate-*.ts",
    "scripts/bench/main.ts",
    "scripts/bench/judgement/worker.ts",
    "scripts/bench/viewers/readers.ts",
    "sandbox/{demo,check-options}.ts",
    // The sandbox's kubelet starts these by name, as a container's entrypoint would be.
    "sandbox/jobs/*.ts",
    "sandbox/**/main.ts",
    "lib/probe/main.ts",
    "lib/sim/{main,worker,mutant-hooks,mutant-run}.ts",
    // An alias of the Vitest configuration.
    "lib/server/server-only-stub.ts",
    "e2e/**/*.@(e2e|spec|test).ts",
    // Bundled by their paths.
    "e2e/states/{gallery.tsx,next-navigation.ts}",
    "**/*.test.{ts,tsx,mjs}",
    "*.config.ts",
  ],
  project: ["{app,components,lib,sandbox,e2e,scripts}/**/*.{ts,tsx,mjs,css}", "*.{ts,mjs}"],
  // An exported type documents the shape of what a module gives; used or not, it costs nothing.
  ignoreExportsUsedInFile: true,
  exclude: ["types"],
  // Started by their path, not imported.
  ignoreBinaries: ["prometheus"],
  ignoreDependencies: ["@biomejs/biome", "dependency-cruiser"],
};

export default config;
