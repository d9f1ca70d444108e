import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { clockOf } from "./states/content.ts";
import { CONTROL, PHONE } from "./support/page.ts";
import { openSite } from "./states/site.ts";
import { type State, STATES } from "./states/states.ts";

/** Every state of every page, as the product draws it from a document: no accessibility violation, light and dark, on a desk and on a phone. */

const SHOTS = join(import.meta.dirname, "../.crossfade/shots/states");
const SIZES = { desk: { width: 1440, height: 900 }, phone: PHONE.viewport } as const;
type Size = keyof typeof SIZES;
const SCHEMES = ["light", "dark"] as const;

let site: Awaited<ReturnType<typeof openSite>>;
test.beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  site = await openSite();
});
test.afterAll(() => site.close());

async function visit(page: Page, state: State, size: Size): Promise<void> {
  await page.clock.setFixedTime(clockOf(state));
  await page.addInitScript((memory) => {
    for (const [key, value] of Object.entries(memory)) sessionStorage.setItem(key, value);
  }, state.memory ?? {});
  await page.goto(site.url + (state.page === "overview" ? "/" : CONTROL));
  await page.locator("main").waitFor();
  await state.act?.(page);
  await expect(page.getByText(state.shows).filter({ visible: true }).first()).toBeVisible();
  // Charts are drawn only where they are in view: a desk that is as high as the page has them all.
  const { width, height } = SIZES[size];
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: size === "desk" ? Math.max(height, whole) : height });
  await page.waitForTimeout(500);
}

/** What is wrong with a state at one size. */
async function wrongOf(browser: Browser, state: State, size: Size): Promise<unknown[]> {
  const context = await browser.newContext({ viewport: SIZES[size], timezoneId: "UTC" });
  try {
    return await wrongWith(await context.newPage(), state, size);
  } finally {
    await context.close();
  }
}

async function wrongWith(page: Page, state: State, size: Size): Promise<unknown[]> {
  const wrong: unknown[] = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  await visit(page, state, size);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    // Frames would need pages of their own to be looked at; there are none. The scheme changes colours, and nothing else.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
    for (const { id, nodes } of violations)
      wrong.push([
        size,
        colorScheme,
        id,
        ...nodes.slice(0, 3).map((node) => node.failureSummary),
        nodes[0]?.html,
      ]);
    await page.screenshot({ path: join(SHOTS, `${state.name}-${size}-${colorScheme}.png`), fullPage: true });
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) wrong.push(`on a ${size} it is ${overflow} px wider than the screen`);
  return wrong;
}

for (const state of STATES)
  test(state.name, async ({ browser }) => {
    site.show(state);
    const found = await Promise.allSettled([
      wrongOf(browser, state, "desk"),
      wrongOf(browser, state, "phone"),
    ]);
    const wrong = found.flatMap((one) => (one.status === "fulfilled" ? one.value : [String(one.reason)]));
    expect(wrong).toEqual([]);
  });
