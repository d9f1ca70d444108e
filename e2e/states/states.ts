import type { Page } from "@playwright/test";
import type { Permissions } from "../../lib/view/document.ts";
import { scenes } from "../../lib/view/testing/scenes.ts";

/** How the server behind a page is. */
export type Server = {
  /** `off`: there is no network; `gone`: the stream says that there is nothing to see any more. */
  stream?: "off" | "gone";
  prometheus?: "down";
  /** Nothing is answered but 503. */
  down?: true;
  /** Milliseconds that the figures are old. */
  age?: number;
};

export type State = Server & {
  name: string;
  page: "control" | "overview" | "history" | "report" | "new" | "trouble" | "not-found";
  scene: string;
  can?: Permissions;
  /** Of the overview: how many migrations. Each scene is one when it is not said. */
  count?: number;
  /** What is done on the page before it is looked at. */
  act?: (page: Page) => Promise<void>;
};

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const click = (name: RegExp) => (page: Page) =>
  page.getByRole("button", { name }).filter({ visible: true }).first().click();
const open = (text: string) => (page: Page) => page.getByText(text).first().click();

const ALL: Permissions = { advance: true, hold: true, rollback: true, approve: true };
const NONE: Permissions = { advance: false, hold: false, rollback: false, approve: false };
export const canOf = ({ can = ALL }: State): Permissions => can;

const of = (page: State["page"], name: string, scene: string, more: Partial<State> = {}): State => ({
  name: `${page}-${name}`,
  page,
  scene,
  ...more,
});

const CONTROL: readonly State[] = [
  ...Object.keys(scenes).map((scene) => of("control", scene, scene)),
  of("control", "viewer", "baking", { can: NONE }),
  of("control", "approver", "approval", { can: { ...NONE, approve: true } }),
  of("control", "offline", "baking", { stream: "off" }),
  of("control", "signed-out", "baking", { stream: "gone" }),
  of("control", "stale", "baking", { age: 42_000 }),
  of("control", "no-charts", "baking", { prometheus: "down" }),
  of("control", "help", "baking", { act: press("?") }),
  of("control", "palette", "baking", { act: press("Control+k") }),
  of("control", "kubectl", "baking", { act: open("If this dashboard is down") }),
  of("control", "evidence", "baking", { act: open("Evidence") }),
  of("control", "refused", "ready", { act: click(/^Advance/) }),
];

const OVERVIEW: readonly State[] = [
  of("overview", "all", "baking"),
  of("overview", "one", "baking", { count: 1 }),
  of("overview", "empty", "baking", { count: 0 }),
  of("overview", "no-match", "baking", {
    act: (page) => page.getByRole("searchbox").fill("nothing is called that"),
  }),
  of("overview", "offline", "baking", { stream: "off" }),
  of("overview", "signed-out", "baking", { stream: "gone" }),
  of("overview", "kubernetes-silent", "kubernetes-silent", { count: 3 }),
  of("overview", "palette", "baking", { act: press("Control+k") }),
];

const RUNS = [
  "baking",
  "rolled-back",
  "rolled-back-by-hand",
  "held-blind",
  "held-drift",
  "completed",
  "pending",
];

const HISTORY: readonly State[] = [
  ...RUNS.map((scene) => of("history", scene, scene)),
  of("history", "no-prometheus", "baking", { prometheus: "down" }),
  of("history", "server-down", "baking", { down: true }),
];

const REPORT: readonly State[] = [
  ...RUNS.map((scene) => of("report", scene, scene)),
  of("report", "invalid", "invalid"),
  of("report", "no-prometheus", "baking", { prometheus: "down" }),
];

/** Fills the form in with what the server then answers about, and sends it. */
async function check(page: Page): Promise<void> {
  const answer = await page.request.get(new URL("/content.json", page.url()).href);
  const { proposed } = (await answer.json()) as { proposed: Record<"text" | "namespace" | "name", string> };
  await page.locator("input[name=namespace]").fill(proposed.namespace);
  await page.locator("input[name=name]").fill(proposed.name);
  await page.locator("textarea[name=plan]").fill(proposed.text);
  await click(/^Check$/)(page);
  await page.getByRole("region", { name: "What the server says" }).waitFor();
}

async function checkAndChange(page: Page): Promise<void> {
  await check(page);
  await page.locator("input[name=name]").fill("another-name");
}

const NEW: readonly State[] = [
  of("new", "empty", ""),
  ...["problems", "refused", "not-theirs", "checked"].map((answer) => of("new", answer, "", { act: check })),
  of("new", "changed", "", { act: checkAndChange }),
];

/** Every state that a page must be able to show. */
export const STATES: readonly State[] = [
  ...CONTROL,
  ...OVERVIEW,
  ...HISTORY,
  ...REPORT,
  ...NEW,
  of("trouble", "answers", "baking"),
  of("trouble", "down", "baking", { down: true }),
  of("not-found", "page", ""),
];
