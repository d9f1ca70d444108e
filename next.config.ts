import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const here = fileURLToPath(new URL(".", import.meta.url));

const config: NextConfig = {
  // One folder with a server and all it needs: the image, `npm start` and the sandbox run the same.
  output: "standalone",
  // Without it, a lock file in a folder above would be taken for the project's root.
  outputFileTracingRoot: here,
  turbopack: {
    root: here,
    // Recharts looks d3's scales up by name, so all of them would be kept: 20 KB that nothing calls.
    resolveAlias: { "victory-vendor/d3-scale": "./components/charts/linear-scale.ts" },
  },
  reactStrictMode: true,
  poweredByHeader: false,
  agentRules: false,
  // Title and icon come in the head, for everybody: streamed later, they would need JavaScript.
  htmlLimitedBots: /.*/,
  // A command has at most 64 KiB, as on the API.
  experimental: { serverActions: { bodySizeLimit: "64kb" } },
  // Types are checked by `npm run verify`, once and for tests and sandbox too; a build is made where the server runs.
  typescript: { ignoreBuildErrors: true },
};

export default config;
