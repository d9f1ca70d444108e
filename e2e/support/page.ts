import type { Browser, Locator, Page } from "@playwright/test";
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
