import type { Page } from "@playwright/test";
import { apiOf, eventually } from "./support/api.ts";
import { signIn, usable } from "./support/page.ts";
import { pause } from "./support/sandbox.ts";
import { expect, test } from "./support/world.ts";

/**
 * The whole plan by clicks, at the demo's own speed: ten to fifteen minutes, so it runs only when it is asked for (`--project whole-plan`).
 * Nothing is sent but by the buttons of the page; the HTTP API is only read, to know when to stop and what was true.
 */
const WITHIN_MS = 20 * 60_000;
const WEIGHTS = [0, 1, 10, 25, 50, 100];
const CANARIES = ["canary-1", "canary-10", "canary-25", "canary-50", "full"];

test("an SRE and two approvers click the whole plan through, to 100 % and Completed", async ({
  browser,
  world,
}) => {
  test.setTimeout(WITHIN_MS + 120_000);
  const operator = await signIn(browser, world, "operator");
  const approvers = [await signIn(browser, world, "approver"), await signIn(browser, world, "approver2")];
  const api = apiOf(world, "operator");
  const began = Date.now();
  const passedAt = new Map<string, string[]>();
  const openFor = () => `${Math.round((Date.now() - began) / 1000)} s`;

  await usable(operator, "Start").click();
  let last = "";
  await eventually(
    async () => {
      const seen = await api.document();
      const { stage, state, weight } = (await api.status()) ?? {};
      const now = `${state} ${stage} ${weight} %`;
      if (now !== last) console.log(`  ${openFor()}: ${now}`);
      last = now;
      const verdicts = seen.slos.filter(({ side }) => side === "green");
      const allPass = verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === "pass");
      if (state === "Ready" && allPass)
        passedAt.set(
          stage,
          verdicts.map(({ name }) => name),
        );
      await clickWhatIsOpen(operator, approvers, state, passedAt, stage);
      return state;
    },
    (state) => state === "Completed",
    WITHIN_MS,
  );
  console.log(`  the whole plan took ${openFor()}`);

  for (const stage of CANARIES)
    expect(new Set(passedAt.get(stage)).size, `SLOs that passed at ${stage}`).toBe(6);
  const { entries, verified } = await api.journal();
  expect(verified).toBe(true);
  const weights = entries.filter(({ kind }) => kind === "weight").map(({ to }) => to);
  expect([0, ...weights.filter((to) => to !== 0)].filter((to, i, all) => all.indexOf(to) === i)).toEqual(
    WEIGHTS,
  );
  expect(await world.kube.weight()).toBe(100);
  await expect(operator.getByRole("link", { name: "The report" })).toBeVisible();
  await operator.getByRole("link", { name: "The report" }).click();
  await expect(operator.getByRole("heading", { level: 1 })).toBeVisible();
});

/** One look at what the three people could click now. A job that failed is started again, as its button offers. */
async function clickWhatIsOpen(
  operator: Page,
  approvers: readonly Page[],
  state: string,
  passedAt: ReadonlyMap<string, string[]>,
  stage: string,
): Promise<void> {
  for (const page of approvers) await clickIf(page, "Approve");
  // A failed job, or the stage that was rolled back.
  await clickIf(operator, "Retry");
  if (state === "Held") await clickIf(operator, "Resume");
  if (!CANARIES.includes(stage) || passedAt.has(stage)) await clickIf(operator, "Advance");
  await pause(250);
}

async function clickIf(page: Page, name: string): Promise<void> {
  const open = usable(page, name);
  if ((await open.count()) > 0) await open.click({ timeout: 2_000 }).catch(stillMoving);
}

/** A button that went away or closed between the look and the click is looked at again. */
function stillMoving(error: Error): void {
  if (error.name !== "TimeoutError") throw error;
}
