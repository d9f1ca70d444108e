import { gzipSync } from "node:zlib";
import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import type { Demo } from "./demo.ts";
import { CONTROL } from "./migration.ts";

const SCRIPT = /\/_next\/static\/[^"'\s?]+\.js/g;

/** Debian's browser, made quiet. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env["CROSSFADE_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });

export type Opened = {
  page: Page;
  session: CDPSession;
  /** gzip bytes of each script that the browser fetched, by its path. */
  scripts: Map<string, number>;
  /** Paths of the scripts that the page itself names: what is needed before a chart is drawn. */
  named: () => Promise<Set<string>>;
};

/** The control page as `operator`, tall enough that all six charts are in view. */
export async function openControlPage(browser: Browser, demo: Demo): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 3_600 } });
  const signIn = await context.newPage();
  await signIn.goto(`${demo.url}${CONTROL}`);
  await signIn
    .getByRole("button", { name: /^Sign in/ })
    .first()
    .click();
  await signIn.getByRole("button", { name: "operator", exact: true }).click();
  await signIn.waitForURL(`${demo.url}${CONTROL}`);
  await signIn.close();
  const page = await context.newPage();
  const scripts = new Map<string, number>();
  const bodies: Promise<void>[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (response.request().resourceType() !== "script") return;
    bodies.push(response.body().then((body) => void scripts.set(pathname, gzipSync(body).length)));
  });
  await page.addInitScript(observe);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const document = await page.goto(`${demo.url}${CONTROL}`);
  const html = (await document?.text()) ?? "";
  await page.locator("svg.recharts-surface").nth(5).waitFor({ timeout: 60_000 });
  return {
    page,
    session,
    scripts,
    named: async () => {
      await Promise.all(bodies);
      return new Set(html.match(SCRIPT) ?? []);
    },
  };
}

/** What a page tells of itself, gathered from its first moment on. Runs in the browser. */
export type Vitals = { lcpMs: number; shift: number; tasks: { at: number; ms: number }[] };

function observe(): void {
  const vitals = { lcpMs: 0, shift: 0, tasks: [] as { at: number; ms: number }[] };
  Reflect.set(window, "vitals", vitals);
  const watch = (type: string, see: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => see(entry))).observe({
      type,
      buffered: true,
    });
  watch("largest-contentful-paint", (entry) => {
    vitals.lcpMs = entry.startTime;
  });
  watch("layout-shift", (entry) => {
    if (Reflect.get(entry, "hadRecentInput") !== true) vitals.shift += Number(Reflect.get(entry, "value"));
  });
  watch("longtask", (entry) => {
    vitals.tasks.push({ at: entry.startTime, ms: entry.duration });
  });
}

export const vitalsOf = (page: Page): Promise<Vitals> =>
  page.evaluate(() => Reflect.get(window, "vitals") as Vitals);

export const sinceOpened = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/** Milliseconds of the main thread that a page takes in each second. */
export async function busyMs(page: Page, session: CDPSession, seconds: number): Promise<number> {
  const before = await taskSeconds(session);
  await page.waitForTimeout(seconds * 1_000);
  return (1_000 * ((await taskSeconds(session)) - before)) / seconds;
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

const HEAP_LOOKS = 5;

/** Bytes in use after everything that can go has gone: the least of some looks, since one may come while the page is being drawn. */
export async function heapBytes(page: Page, session: CDPSession): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < HEAP_LOOKS; look += 1) {
    await session.send("HeapProfiler.collectGarbage");
    least = Math.min(least, (await session.send("Runtime.getHeapUsage")).usedSize);
    await page.waitForTimeout(400);
  }
  return least;
}
