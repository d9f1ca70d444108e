import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { apiOf, eventually } from "./support/api.ts";
import { CONTROL, signIn } from "./support/page.ts";
import { expect, ROOT, test } from "./support/world.ts";

/** The pages for everybody: no accessibility violation, light and dark, on a desk and on a phone, and nothing wider than the screen. */
test.describe.configure({ mode: "serial" });

const SHOTS = join(ROOT, ".crossfade/shots");
const SCREENS = [
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 1000 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1440, height: 1000 } },
  { name: "phone", colorScheme: "light", viewport: { width: 360, height: 780 } },
  { name: "phone-dark", colorScheme: "dark", viewport: { width: 360, height: 780 } },
] as const;

async function examine(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))]),
    name,
  ).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `${name} is wider than its screen`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: !name.includes("phone") });
}

test("the list and the control page of a baking migration", async ({ browser, world }) => {
  mkdirSync(SHOTS, { recursive: true });
  const api = apiOf(world, "operator");
  await api.command("start");
  await eventually(api.document, (seen) => seen.advance.allowed, 60_000);
  await api.command("advance");
  await eventually(
    api.document,
    (seen) =>
      seen.migration.status["state"] === "Baking" && seen.slos.every((slo) => (slo.samples ?? 0) > 10),
    60_000,
  );
  for (const { name, ...screen } of SCREENS) {
    const page = await signIn(browser, world, "operator", screen);
    // The charts are loaded when they come into view.
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(3_000);
    await page.mouse.wheel(0, -600);
    await examine(page, `control-${name}`);
    await page.goto(`${world.url}/`);
    await expect(page.getByRole("link", { name: /Erlang EMQX/ }).first()).toBeVisible();
    await examine(page, `list-${name}`);
    await page.goto(`${world.url}${CONTROL}/report`);
    await examine(page, `report-${name}`);
    await page.context().close();
  }
});
