import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: [
    "app/**/{page,layout,route,error,loading,not-found,global-error,template,default,icon,manifest}.{ts,tsx}",
    "instrumentation.ts",
    "proxy.ts",
    "scripts/run.mjs",
    "scripts/check-*.mjs",
    "scripts/end-with-parent.mjs",
    "scripts/bench/main.ts",
    "sandbox/demo.ts",
    "sandbox/**/main.ts",
    "lib/probe/main.ts",
    "lib/sim/main.ts",
    "e2e/**/*.@(e2e|spec|test).ts",
    "**/*.test.{ts,tsx}",
  ],
  project: ["{app,components,lib,sandbox,e2e,scripts}/**/*.{ts,tsx,mjs}", "*.{ts,mjs}"],
  // An exported type documents the shape of what a module gives; used or not, it costs nothing.
  ignoreExportsUsedInFile: true,
  exclude: ["types"],
  // Found by their command line only.
  ignoreBinaries: ["prometheus", "mosquitto", "envoy", "chromium"],
};

export default config;
