import type { Browser } from "@playwright/test";
import type { Section } from "../section.ts";
import { short, table } from "../table.ts";
import {
  busyMs,
  heapBytes,
  openControlPage,
  type Opened,
  sinceOpened,
  startBrowser,
  vitalsOf,
} from "./browser.ts";
import { startDemo } from "./demo.ts";
import { reachCanary } from "./migration.ts";

const SETTLES_MS = 3_000;
const BUSY_SECONDS = 20;
const FILLS_MS = 60_000;
const LATE_SHOWN = 8;

type Figure = { name: string; value: number; budget: number; unit: string; asserted?: true };

/** The control page with six live charts in a real browser, beside its budgets. What depends on the machine's mood is printed, what does not is asserted. */
export const page: Section = {
  name: "page",
  what: "the control page with six live charts, beside its budgets",
  async run({ minutes }, print) {
    const demo = await startDemo();
    const browser = await startBrowser();
    try {
      await reachCanary(demo);
      // The first one compiles what the server has not been asked for yet.
      await (await openControlPage(browser, demo)).page.context().close();
      const opened = await openControlPage(browser, demo);
      const figures = await measurePage(browser, opened, minutes);
      print(report(figures));
      print(`\n${await lateScripts(opened)}`);
      return figures
        .filter(({ asserted, value, budget }) => asserted && value > budget)
        .map(({ name, value, budget, unit }) => `${name}: ${short(value)} ${unit}, the budget is ${budget}`);
    } finally {
      await browser.close();
      await demo.stop();
    }
  },
};

async function measurePage(browser: Browser, opened: Opened, minutes: number): Promise<Figure[]> {
  const { page, session, scripts, named } = opened;
  await page.waitForTimeout(SETTLES_MS);
  const loaded = await sinceOpened(page);
  const first = await named();
  const kib = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + (scripts.get(path) ?? 0), 0) / 1_024;
  const busy = (await busyMs(page, session, BUSY_SECONDS)) - (await emptyBusyMs(browser));
  // Charts hold six minutes, of which a young sandbox has two: what they still grow by is in the figure.
  await page.waitForTimeout(FILLS_MS);
  const heapBefore = await heapBytes(page, session);
  await page.waitForTimeout(minutes * 60_000);
  const heapAfter = await heapBytes(page, session);
  const { lcpMs, shift, tasks } = await vitalsOf(page);
  const longest = Math.max(0, ...tasks.filter(({ at }) => at > loaded).map(({ ms }) => ms));
  return [
    {
      name: "client code before charts are drawn, gzip",
      value: kib(first),
      budget: 190,
      unit: "KB",
      asserted: true,
    },
    { name: "client code in all, gzip", value: kib(scripts.keys()), budget: 260, unit: "KB", asserted: true },
    { name: "main thread above an empty page", value: busy, budget: 30, unit: "ms/s" },
    { name: "longest task after load (0: none over 50)", value: longest, budget: 50, unit: "ms" },
    { name: "largest contentful paint", value: lcpMs, budget: 1_000, unit: "ms" },
    { name: "layout shift", value: shift, budget: 0.02, unit: "" },
    {
      name: `heap growth in ${short(minutes)} min of streaming`,
      value: (100 * (heapAfter - heapBefore)) / heapBefore,
      budget: 10,
      unit: "%",
    },
  ];
}

/** What came after the page's own scripts, the largest first: where to look when there is too much. */
async function lateScripts({ scripts, named }: Opened): Promise<string> {
  const first = await named();
  const late = [...scripts].filter(([path]) => !first.has(path)).sort(([, a], [, b]) => b - a);
  return table(
    ["loaded later", "KB"],
    late.slice(0, LATE_SHOWN).map(([path, bytes]) => [path, short(bytes / 1_024)]),
  );
}

async function emptyBusyMs(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  const empty = await context.newPage();
  const session = await context.newCDPSession(empty);
  await session.send("Performance.enable");
  const busy = await busyMs(empty, session, BUSY_SECONDS);
  await context.close();
  return busy;
}

const report = (figures: readonly Figure[]): string =>
  table(
    ["figure", "value", "budget", "unit", "of the budget"],
    figures.map(({ name, value, budget, unit }) => [
      name,
      short(value),
      budget,
      unit,
      `${short(value / budget)}×`,
    ]),
  );
