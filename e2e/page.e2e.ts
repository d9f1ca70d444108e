import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { apiOf, eventually } from "./support/api.ts";
import { onCall } from "./support/on-call.ts";
import { CONTROL, PHONE, pressByLetter, signIn } from "./support/page.ts";
import { expect, ROOT, test } from "./support/world.ts";

/** The pages for everybody: no accessibility violation, light and dark, on a desk and on a phone, and nothing wider than the screen. */
test.describe.configure({ mode: "serial" });

/** A bake, and another one after a hold. */
const BAKES_WITHIN_MS = 200_000;
const SHOTS = join(ROOT, ".crossfade/shots");
const HISTORY = `${CONTROL}/history`;
const SCREENS = [
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 1000 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1440, height: 1000 } },
  { name: "phone", colorScheme: "light", ...PHONE },
  { name: "phone-dark", colorScheme: "dark", ...PHONE },
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

test("start, advance, hold and resume by keyboard alone, on a phone", async ({ browser, world }) => {
  const api = apiOf(world, "operator");
  const goHome = onCall(api);
  const page = await signIn(browser, world, "operator", PHONE);
  const reaches = (state: string, stage: string) =>
    eventually(api.status, (seen) => seen.state === state && seen.stage === stage, BAKES_WITHIN_MS);
  await pressByLetter(page, "a", "Start");
  await reaches("Ready", "deploy-green");
  await pressByLetter(page, "a", "Advance");
  await reaches("Baking", "final-health-checks");
  await pressByLetter(page, "h", "Hold");
  await reaches("Held", "final-health-checks");
  await pressByLetter(page, "a", "Resume");
  await reaches("Baking", "final-health-checks");
  goHome();
  await page.context().close();
});

test("the list and the control page of a baking migration", async ({ browser, world }) => {
  mkdirSync(SHOTS, { recursive: true });
  const api = apiOf(world, "operator");
  const goHome = onCall(api);
  await eventually(
    api.document,
    (seen) =>
      seen.migration.status["state"] === "Baking" && seen.slos.every((slo) => (slo.samples ?? 0) > 10),
    BAKES_WITHIN_MS,
  );
  goHome();
  for (const { name, ...screen } of SCREENS) {
    const stranger = await browser.newContext(screen);
    const door = await stranger.newPage();
    await door.goto(`${world.url}/signin?error=OAuthCallback`);
    await expect(door.getByRole("alert").first()).toBeVisible();
    await examine(door, `sign-in-${name}`);
    await stranger.close();
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
    await page.goto(`${world.url}${HISTORY}`);
    await drawn(page);
    await examine(page, `history-${name}`);
    await page.context().close();
  }
});

const charts = (page: Page) => page.getByRole("group", { name: /^Charts/ });
const plot = (page: Page) => charts(page).locator("[data-plot]").nth(1);
/** Every objective has a picture whose words tell what it shows. */
const drawn = (page: Page) =>
  expect(charts(page).getByRole("img", { name: /over time, objective .*green typically/ })).toHaveCount(6);
const asked = (page: Page) => new URL(page.url()).searchParams;
const spanAsked = (page: Page) =>
  Date.parse(asked(page).get("to") ?? new Date().toISOString()) - Date.parse(asked(page).get("from") ?? "");

test("the history by keyboard: nearer, earlier, back to all of it; its address is what is looked at", async ({
  browser,
  world,
}) => {
  const page = await signIn(browser, world, "viewer", PHONE);
  await page.getByRole("link", { name: "History of the whole run" }).press("Enter");
  await page.waitForURL(`${world.url}${HISTORY}`);
  await drawn(page);
  await expect(page.getByRole("status").first()).toContainText("The whole run");
  await charts(page).focus();
  await page.keyboard.press("+");
  await expect.poll(() => asked(page).get("step")).toMatch(/^\d+[ms]$/);
  const near = spanAsked(page);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => asked(page).get("to")).not.toBeNull();
  await drawn(page);
  const address = page.url();
  await page.reload();
  await drawn(page);
  expect(page.url()).toBe(address);
  expect(spanAsked(page)).toBeGreaterThan(near / 2);
  await expect(page.getByRole("status").first()).not.toContainText("The whole run");
  await charts(page).press("0");
  await expect.poll(() => page.url()).toBe(`${world.url}${HISTORY}`);
  await page.getByRole("button", { name: "Zoom in" }).press("Enter");
  await expect.poll(() => asked(page).has("from")).toBe(true);
  await page.getByLabel("Stage").selectOption({ index: 1 });
  await expect.poll(() => asked(page).has("from")).toBe(true);
  await page.context().close();
});

test("the history by mouse and by finger", async ({ browser, world }) => {
  const page = await signIn(browser, world, "viewer");
  await page.goto(`${world.url}${HISTORY}`);
  await drawn(page);
  await plot(page).scrollIntoViewIfNeeded();
  const box = (await plot(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await expect.poll(() => asked(page).has("from")).toBe(true);
  const before = Date.parse(asked(page).get("from") ?? "");
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => Date.parse(asked(page).get("from") ?? "")).toBeLessThan(before);
  await page.context().close();

  const phone = await signIn(browser, world, "viewer", {
    ...PHONE,
    hasTouch: true,
  });
  await phone.goto(`${world.url}${HISTORY}`);
  await drawn(phone);
  await phone.getByRole("button", { name: "Zoom in" }).tap();
  await expect.poll(() => asked(phone).has("from")).toBe(true);
  await plot(phone).scrollIntoViewIfNeeded();
  const at = (await plot(phone).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = at.y + at.height / 2;
  const near = spanAsked(phone);
  const cdp = await phone.context().newCDPSession(phone);
  const fingers = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: number[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x, y, id })) });
  await fingers("touchStart", at.x + 90, at.x + 130);
  for (const by of [10, 25, 40]) await fingers("touchMove", at.x + 90 - by, at.x + 130 + by);
  await fingers("touchEnd");
  await expect.poll(() => spanAsked(phone)).toBeLessThan(near);
  await phone.context().close();
});

test("the query behind a verdict opens in Prometheus, and gives the figure that is shown", async ({
  browser,
  world,
}) => {
  const page = await signIn(browser, world, "viewer");
  const card = page.getByRole("article", { name: /^Availability/ });
  await card.getByText("Evidence", { exact: true }).press("Enter");
  const link = card.getByRole("link", { name: /green’s query in Prometheus/ });
  const address = new URL((await link.getAttribute("href")) ?? "");
  expect(address.origin).toBe(new URL(world.sandbox().prometheus).origin);
  const query = address.searchParams.get("g0.expr") ?? "";
  await expect(card.locator("pre").filter({ hasText: "green" })).toBeVisible();
  const time = `${(address.searchParams.get("g0.moment_input") ?? "").replace(" ", "T")}Z`;
  const answer = await fetch(`${address.origin}/api/v1/query?${new URLSearchParams({ query, time })}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  expect(data.result).toHaveLength(1);
  expect(Number(data.result[0]?.value[1])).toBeGreaterThan(99);
  await page.context().close();
});

test("the report on paper: no buttons, nothing cut off at the sides", async ({ browser, world }) => {
  const A4_AT_96_DPI = { width: 794 - 2 * 45, height: 1123 - 2 * 45 };
  const page = await signIn(browser, world, "viewer", { viewport: A4_AT_96_DPI, colorScheme: "dark" });
  await page.goto(`${world.url}${CONTROL}/report`);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByRole("link", { name: "Back to the migration" })).toBeHidden();
  await expect(page.getByRole("img", { name: /over time, objective/ })).toHaveCount(6);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("figure, table, svg")]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
      .map((part) => part.textContent.slice(0, 40)),
  );
  expect(cut).toEqual([]);
  await page.screenshot({ path: join(SHOTS, "report-print.png"), fullPage: true });
  const pdf = await page.pdf({
    format: "A4",
    margin: { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" },
  });
  expect(pdf.byteLength).toBeGreaterThan(10_000);
  writeFileSync(join(SHOTS, "report.pdf"), pdf);
  await page.context().close();
});

test("a history without Prometheus says that nothing is known, and draws again by itself", async ({
  browser,
  world,
}) => {
  const page = await signIn(browser, world, "viewer");
  await world.setFaults({ prometheus: { down: true } });
  await page.goto(`${world.url}${HISTORY}`);
  await expect(page.getByText("nothing is known of this time")).toBeVisible();
  await examine(page, "history-down");
  await world.setFaults({ prometheus: { down: false } });
  await drawn(page);
  await expect(page.getByText("nothing is known of this time")).toBeHidden();
  await page.context().close();
});

const fields = (page: Page) => ({
  plan: page.getByRole("textbox", { name: "Plan", exact: true }),
  answer: page.getByRole("region", { name: "What the server says" }),
});

/** As one who has no mouse: the text is pasted where the focus is, and Tab leads to the buttons. */
async function checkByKeyboard(page: Page, text: string): Promise<void> {
  await fields(page).plan.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Check" })).toBeFocused();
  await page.keyboard.press("Enter");
}

test("a new migration by keyboard: problems beside their lines, what it will write, then its creation", async ({
  browser,
  world,
}) => {
  const { migration } = await apiOf(world, "operator").document();
  const whole = (name: string, spec: unknown) =>
    JSON.stringify(
      {
        apiVersion: "crossfade.dev/v1alpha1",
        kind: "Migration",
        metadata: { name, namespace: "mqtt" },
        spec,
      },
      null,
      1,
    );
  const right = whole("second", migration.spec);
  const wrong = right.replace('"weight": 10,', '"weight": 101,').replace('"settle"', '"settel"');
  for (const { name, ...screen } of SCREENS) {
    const page = await signIn(browser, world, "admin", screen);
    await page.goto(`${world.url}/new`);
    await examine(page, `new-empty-${name}`);
    await checkByKeyboard(page, wrong);
    const { answer } = fields(page);
    await expect(answer).toBeFocused();
    await expect(answer).toContainText("must be a whole number from 0 to 100, not 101");
    await expect(answer).toContainText("did you mean settle?");
    await examine(page, `new-problems-${name}`);
    const line = wrong.split("\n").findIndex((each) => each.includes('"weight": 101')) + 1;
    await page.getByRole("button", { name: `Go to line ${line}`, exact: true }).press("Enter");
    const marked = await fields(page).plan.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(marked).toContain('"weight": 101');
    await checkByKeyboard(page, right);
    await expect(answer).toContainText("nothing was created");
    await expect(answer).toContainText(/VirtualService .* 1 → 10/);
    await examine(page, `new-checked-${name}`);
    await page.context().close();
  }
  const viewer = await signIn(browser, world, "viewer");
  await viewer.goto(`${world.url}/new`);
  await checkByKeyboard(viewer, right);
  await expect(fields(viewer).answer).toContainText("You may not create migrations in mqtt");
  await examine(viewer, "new-forbidden");
  await viewer.context().close();

  const page = await signIn(browser, world, "admin", PHONE);
  await page.goto(`${world.url}/`);
  await page.getByRole("link", { name: "New migration" }).press("Enter");
  await page.waitForURL(`${world.url}/new`);
  await checkByKeyboard(page, right);
  const create = page.getByRole("button", { name: "Create" });
  await expect(create).not.toHaveAttribute("aria-disabled", "true");
  await create.press("Enter");
  await page.waitForURL(/\/migrations\/mqtt\/second$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("EMQX");
  await page.goto(`${world.url}/new`);
  await checkByKeyboard(page, right);
  await expect(fields(page).answer).toContainText("mqtt/second exists already");
  await page.context().close();
});

test("a new migration without JavaScript", async ({ browser, world }) => {
  const page = await signIn(browser, world, "admin", { javaScriptEnabled: false });
  await page.goto(`${world.url}/new`);
  await fields(page).plan.fill("title: 3");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(fields(page).answer).toContainText("must be text, not 3");
  await expect(fields(page).plan).toHaveValue("title: 3");
  await page.context().close();
});

/** The page listens for keys once it is hydrated. */
async function openPalette(page: Page): Promise<void> {
  const typed = page.getByRole("combobox", { name: /^Command, section/ });
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+K");
    await expect(typed).toBeFocused({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
}

test("a palette leads to commands, sections and pages by keyboard, and gives no command itself", async ({
  browser,
  world,
}) => {
  const api = apiOf(world, "operator");
  for (const { name, ...screen } of SCREENS) {
    const page = await signIn(browser, world, "operator", screen);
    const commands = async () => (await api.journal()).entries.filter(({ commandId }) => commandId).length;
    const before = await commands();
    await openPalette(page);
    await expect(page.getByRole("option", { name: /^Hold/ })).toBeVisible();
    await examine(page, `palette-${name}`);
    await page.keyboard.insertText("roll back to");
    await page.keyboard.press("Enter");
    await expect(page.locator("button[data-key='R']")).toBeFocused();
    expect(await commands()).toBe(before);
    await openPalette(page);
    await page.keyboard.insertText("journal");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/#journal$/);
    await expect(page.locator("#journal")).toBeFocused();
    await openPalette(page);
    await page.keyboard.insertText("all migrations");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${world.url}/`);
    await expect(page.getByText("live", { exact: true })).toBeVisible();
    await page.getByRole("combobox", { name: "Order" }).selectOption("weight");
    await expect(page).toHaveURL(/\?sort=weight$/);
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("j");
    await expect(page.getByRole("listitem").getByRole("link").first()).toBeFocused();
    await page.context().close();
  }
});

test("a browser that was asked to calls for a hold once, however many tabs", async ({ browser, world }) => {
  const api = apiOf(world, "operator");
  const page = await signIn(browser, world, "operator");
  const context = page.context();
  await context.addInitScript(() => {
    class Said {
      static permission = "granted";
      static requestPermission = () => Promise.resolve("granted");
      onclick: unknown;
      constructor(title: string) {
        localStorage.setItem("said", `${localStorage.getItem("said") ?? ""}${title}\n`);
      }
      close(): void {}
    }
    Object.defineProperty(window, "Notification", { value: Said, configurable: true });
  });
  await page.reload();
  const toggle = page.getByRole("button", { name: "Notify me" });
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  await toggle.press("Enter");
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  const other = await context.newPage();
  await other.goto(`${world.url}${CONTROL}`);
  await api.command("hold", { reason: "to see whether it is said" });
  await expect(other.getByText(/^Held/).first()).toBeVisible();
  await expect(page.getByText(/^Held/).first()).toBeVisible();
  const said = await page.evaluate(() => localStorage.getItem("said"));
  expect(said?.trim().split("\n")).toEqual([expect.stringMatching(/is held$/)]);
  await api.command("resume", { reason: "seen" });
  await context.close();
});
