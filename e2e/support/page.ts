import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { MIGRATION, type User, type World } from "./sandbox.ts";

export const CONTROL = `/migrations/${MIGRATION.namespace}/${MIGRATION.name}`;

/** A browser of their own for one user, signed in by one click at the provider. */
export async function signIn(
  browser: Browser,
  world: World,
  user: User,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  await page.goto(`${world.url}${CONTROL}`);
  await page
    .getByRole("button", { name: /^Sign in/ })
    .first()
    .click();
  await page.getByRole("button", { name: user, exact: true }).click();
  await page.waitForURL(`${world.url}${CONTROL}`);
  return page;
}

export const button = (page: Page, begins: string): Locator =>
  page.getByRole("button", { name: new RegExp(`^${begins}`) }).first();

/** A button that may be used now: unusable ones stay focusable, and say so with `aria-disabled`. */
export const usable = (page: Page, begins: string): Locator =>
  page
    .locator("button:not([aria-disabled='true']):not([disabled])")
    .filter({ visible: true })
    .and(page.getByRole("button", { name: new RegExp(`^${begins}`) }))
    .first();

export const PHONE = { viewport: { width: 360, height: 780 } } as const;
const USABLE_WITHIN_MS = 240_000;
const MOST_TABS = 150;

/** Presses a button by its letter and Enter, once it may be used. A letter only moves the focus, and does so once the page is hydrated. */
export async function pressByLetter(page: Page, letter: "a" | "h" | "r", begins: string): Promise<void> {
  const wanted = usable(page, begins);
  await wanted.waitFor({ timeout: USABLE_WITHIN_MS });
  await expect(async () => {
    await page.keyboard.press(letter);
    await expect(wanted).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Enter");
}

/** Presses a button that has no letter: Tab until it has the focus, then Enter. */
export async function pressByTab(page: Page, begins: string): Promise<void> {
  const wanted = usable(page, begins);
  await wanted.waitFor({ timeout: USABLE_WITHIN_MS });
  const isFocused = () => wanted.evaluate((element) => element === document.activeElement);
  for (let tabs = 0; tabs < MOST_TABS && !(await isFocused()); tabs += 1) await page.keyboard.press("Tab");
  await expect(wanted).toBeFocused();
  await page.keyboard.press("Enter");
}
