import type { Page } from "@playwright/test";
import type { Permissions } from "../../lib/view/document.ts";
import { NOW } from "../../lib/view/testing/input.ts";
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
  /** What must be seen on it: of this state and of no other. */
  shows: RegExp;
  /** Of the overview: how many migrations. Each scene is one when it is not said. */
  count?: number;
  /** What the tab remembers. */
  memory?: Record<string, string>;
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

const of = (
  page: State["page"],
  name: string,
  scene: string,
  shows: RegExp,
  more: Partial<State> = {},
): State => ({ name: `${page}-${name}`, page, scene, shows, ...more });

/** Each scene on the control page. */
const SCENES: Record<string, RegExp> = {
  baking: /^Next: 25/,
  ready: /^Ready$/,
  pending: /^Begin with deploy-green/,
  entering: /^Entering canary-25/,
  "rolling-back": /breached: 412/,
  "rolled-back": /^Rolled back automatically/,
  "held-blind": /Prometheus has not answered for 61/,
  "held-person": /^Held by operator/,
  "held-drift": /^Held: argocd-controller set the weight/,
  "common-cause": /^Held: common cause/,
  approval: /^Your approval is asked for/,
  "one-way": /^There is no way back from the next stage/,
  completed: /^There is no way back any more/,
  invalid: /^The plan (is not valid|cannot be read)/,
  "rolling-back-by-hand": /^Rolling back by operator/,
  "rolled-back-by-hand": /^Rolled back by operator/,
  aborted: /^Ended/,
  blind: /^Crossfade cannot see all of the evidence/,
  "kubernetes-silent": /^Kubernetes does not answer Crossfade/,
  "blue-not-ready": /^There is no way back to blue at present/,
  "plan-changed": /^The plan was changed since this run began/,
  "invalid-running": /^The plan cannot be read$/,
};

const CONTROL: readonly State[] = [
  ...Object.keys(scenes).map((scene) =>
    of("control", scene, scene, SCENES[scene] ?? /a scene without a word/),
  ),
  of("control", "viewer", "baking", /^You may look, but not act/, { can: NONE }),
  of("control", "approver", "approval", /^Approve full-shift/, { can: { ...NONE, approve: true } }),
  of("control", "offline", "baking", /^No connection to Crossfade/, { stream: "off", age: 20_000 }),
  of("control", "signed-out", "baking", /^This page is not renewed any more/, { stream: "gone" }),
  of("control", "stale", "baking", /^These figures are/, { age: 42_000 }),
  of("control", "no-charts", "baking", /^Waiting for samples/, {
    prometheus: "down",
    act: (page) => page.getByText("Evidence").first().scrollIntoViewIfNeeded(),
  }),
  of("control", "help", "baking", /^A letter only moves the focus/, { act: press("?") }),
  of("control", "palette", "baking", /^Rollback readiness/, { act: press("Control+k") }),
  of("control", "kubectl", "baking", /^kubectl -n mqtt/, { act: open("If this dashboard is down") }),
  of("control", "evidence", "baking", /^A breach on green rolls back/, { act: open("Evidence") }),
  of("control", "refused", "ready", /^Advance: refused/, { act: click(/^Advance/) }),
];

const OVERVIEW: readonly State[] = [
  of("overview", "all", "baking", /^Roll back would be refused/),
  of("overview", "one", "baking", /^mqtt\/broker-1$/, { count: 1 }),
  of("overview", "empty", "baking", /^No migration yet/, { count: 0 }),
  of("overview", "no-match", "baking", /^No migration is like that/, {
    act: (page) => page.getByRole("searchbox").fill("nothing is called that"),
  }),
  of("overview", "offline", "baking", /^No connection to Crossfade/, { stream: "off", count: 3 }),
  of("overview", "signed-out", "baking", /^This list is not renewed any more/, { stream: "gone", count: 3 }),
  of("overview", "kubernetes-silent", "kubernetes-silent", /^Kubernetes does not answer/, { count: 3 }),
  of("overview", "palette", "baking", /^Migrations$/, { act: press("Control+k"), count: 3 }),
];

/** Runs of which history and report tell. */
const RUNS: Record<string, { history: RegExp; report: RegExp }> = {
  baking: { history: /^The whole run/, report: /^3 of 10 stages are done; it stands in canary-10/ },
  "rolled-back": { history: /^96 of 1,204/, report: /^Rolled back once; objectives were breached once/ },
  "rolled-back-by-hand": { history: /^Complaints from the field/, report: /objectives were breached never/ },
  "held-blind": { history: /^Prometheus has not answered/, report: /^It is held: Prometheus/ },
  "held-drift": { history: /^The weight was raised/, report: /^It is held: The weight was raised/ },
  completed: { history: /^Completed$/, report: /^10 of 10 stages are done/ },
  pending: { history: /^There is no history yet/, report: /^0 of 10 stages are done/ },
};

const HISTORY: readonly State[] = [
  ...Object.entries(RUNS).map(([scene, { history }]) => of("history", scene, scene, history)),
  of("history", "no-prometheus", "baking", /^Nothing is known of this time/i, { prometheus: "down" }),
  of("history", "server-down", "baking", /^Crossfade does not answer/, { down: true }),
];

const REPORT: readonly State[] = [
  ...Object.entries(RUNS).map(([scene, { report }]) => of("report", scene, scene, report)),
  of("report", "invalid", "invalid", /^The plan cannot be read/),
  of("report", "no-prometheus", "baking", /^Nothing is known of this run/, { prometheus: "down" }),
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
  of("new", "empty", "", /^Check it first/),
  of("new", "problems", "", /^\d+\sproblems/, { act: check }),
  of("new", "refused", "", /^Crossfade itself may not create/, { act: check }),
  of("new", "not-theirs", "", /^You may not create migrations/, { act: check }),
  of("new", "checked", "", /^The API server takes it/, { act: check }),
  of("new", "changed", "", /^This was said of the text before/, { act: checkAndChange }),
];

/** Every state that a page must be able to show. */
export const STATES: readonly State[] = [
  ...CONTROL,
  ...OVERVIEW,
  ...HISTORY,
  ...REPORT,
  ...NEW,
  // It has loaded itself anew so often that it does not now.
  of("trouble", "answers", "baking", /^Crossfade answers, but could not make this page/, {
    memory: { "crossfade-again": `6 ${NOW}` },
  }),
  of("trouble", "down", "baking", /^Kubernetes does not answer Crossfade/, { down: true }),
  of("not-found", "page", "", /^There is nothing here that you may see/),
];
