import { join } from "node:path";
import { defineConfig } from "@playwright/test";

/** Debian's browser, made quiet: no downloads, no background traffic that could disturb what the journeys measure. */
const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  // A project for each file, since a worker, and so a world, is never shared between projects.
  projects: ["states", "page", "trouble", "journey", "whole-plan"].map((name) => ({
    name,
    testMatch: `**/${name}.e2e.ts`,
    // Hundreds of short visits, each with its picture: a trace would cost more than the visit.
    ...(name === "states" ? { use: { trace: "off" } } : {}),
  })),
  outputDir: ".crossfade/results/playwright",
  // One world at a time: each journey starts the whole sandbox on ports of its own.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 10 * 60_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [
    ["list"],
    [
      "json",
      { outputFile: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ?? ".crossfade/results/playwright.json" },
    ],
  ],
  use: {
    browserName: "chromium",
    actionTimeout: 30_000,
    launchOptions: {
      executablePath: join(import.meta.dirname, "e2e/support/chromium.sh"),
      args: chromiumArgs,
    },
    // Pictures of every frame would cost more than the page itself.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
  },
});
