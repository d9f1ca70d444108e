import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { apiOf, eventually, PATH } from "./support/api.ts";
import { CONTROL, PHONE, pressByLetter, signIn } from "./support/page.ts";
import { pause } from "./support/sandbox.ts";
import { expect, ROOT, test } from "./support/world.ts";

/** What goes wrong, on purpose: one world, from Pending on, in this order. */
test.describe.configure({ mode: "serial" });

test("every answer of the contract to a bad request, and nothing is changed by any", async ({ world }) => {
  const operator = apiOf(world, "operator");
  const before = await operator.journal();
  const { planHash } = await operator.status();
  const good = { id: randomUUID(), kind: "start", stage: "", planHash };
  const url = `${world.url}${PATH}/commands`;
  const json = { "content-type": "application/json" };

  const nobody = await fetch(url, { method: "POST", headers: json, body: JSON.stringify(good) });
  expect(nobody.status).toBe(401);
  expect(
    (
      await fetch(url, {
        method: "POST",
        headers: { ...json, authorization: "Bearer nonsense" },
        body: JSON.stringify(good),
      })
    ).status,
  ).toBe(401);
  expect((await apiOf(world, "outsider").post(good)).status).toBe(404);
  expect(
    (await operator.call(`${PATH}x/commands`, { method: "POST", headers: json, body: JSON.stringify(good) }))
      .status,
  ).toBe(404);
  expect((await operator.post({ ...good, reason: "x".repeat(70_000) })).status).toBe(413);
  expect((await operator.post({ ...good, reason: "x".repeat(5_000) })).status).toBe(400);
  const malformed = await operator.post({ ...good, id: "-", kind: "fly", surprise: 1 });
  expect(malformed.status).toBe(400);
  const said = JSON.stringify(await malformed.json());
  for (const path of ["id", "kind", "surprise"]) expect(said).toContain(path);
  expect((await apiOf(world, "viewer").post(good)).status).toBe(403);
  expect(await operator.journal()).toEqual(before);
  expect((await operator.status()).state).toBe("Pending");

  const stale = await operator.post({ ...good, id: randomUUID(), planHash: "0".repeat(64) });
  expect(stale.status).toBe(409);
  const refused = await operator.post({ ...good, id: randomUUID(), kind: "advance" });
  expect(refused.status).toBe(422);
  expect((await operator.status()).state).toBe("Pending");
});

test("the same command twice has one answer and one entry (F38)", async ({ world }) => {
  const operator = apiOf(world, "operator");
  const { planHash } = await operator.status();
  const body = { id: randomUUID(), kind: "start", stage: "", planHash };
  const answers = await Promise.all([operator.post(body), operator.post(body), operator.post(body)]);
  const told = await Promise.all(answers.map((answer) => answer.json()));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(told[1]).toEqual(told[0]);
  expect((await operator.post({ ...body, reason: "another body" })).status).toBe(409);
  const { entries } = await operator.journal();
  expect(entries.filter((entry) => entry.commandId === body.id)).toHaveLength(1);
});

test("killed in the middle of an advance, it goes on where it was (F03, F04)", async ({ world }) => {
  const operator = apiOf(world, "operator");
  await eventually(operator.document, (seen) => seen.advance.allowed, 60_000);
  const { stage, planHash } = await operator.status();
  const id = randomUUID();
  const sent = operator.post({ id, kind: "advance", stage, planHash }).catch(() => undefined);
  await pause(25);
  const dead = world.sandbox().pids["dashboard"] ?? 0;
  process.kill(dead, "SIGKILL");
  await sent;
  await eventually(
    async () => world.sandbox().pids["dashboard"],
    (pid) => pid !== undefined && pid !== dead,
    30_000,
  );
  const again = await eventually(
    () => operator.post({ id, kind: "advance", stage, planHash }),
    (answer) => answer.status !== 202 && answer.status < 500,
    60_000,
  );
  expect([200, 409, 422]).toContain(again.status);
  const status = await eventually(operator.status, (seen) => seen.state !== "Entering", 60_000);
  expect(status.weight).toBe(await world.kube.weight());
  const { entries, verified } = await operator.journal();
  expect(verified).toBe(true);
  expect(entries.filter((entry) => entry.commandId === id)).toHaveLength(1);
  expect(entries.filter((entry) => entry.kind === "stage" && entry.to === status.stage)).toHaveLength(1);
});

test("a weight raised by hand is held and named, and nobody fights over it (F27)", async ({ world }) => {
  const operator = apiOf(world, "operator");
  await world.kube.patchWeight(30, "somebodys-gitops");
  const held = await eventually(operator.document, (seen) => seen.traffic.drift !== undefined, 20_000);
  expect(held.traffic.drift).toMatchObject({ by: "somebodys-gitops", to: 30 });
  expect((await operator.status()).state).toBe("Held");
  await pause(3_000);
  expect(await world.kube.weight()).toBe(30);
});

test("by keyboard alone, on a phone, a rollback is one letter and Enter", async ({ browser, world }) => {
  const operator = apiOf(world, "operator");
  if ((await world.kube.weight()) === 0) await world.kube.patchWeight(30, "somebodys-gitops");
  await eventually(operator.document, (seen) => seen.rollback.allowed, 30_000);
  const page = await signIn(browser, world, "operator", PHONE);
  await pressByLetter(page, "r", "Roll back");
  await eventually(
    () => world.kube.weight(),
    (weight) => weight === 0,
    10_000,
  );
  await expect(page.getByText(/^Roll(ed|ing) back/).first()).toBeVisible();
  await page.context().close();
});

test("without JavaScript a rollback is one form, and the answer is a page that states the outcome", async ({
  browser,
  world,
}) => {
  const signedIn = await signIn(browser, world, "operator");
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await signedIn.context().storageState(),
  });
  // A real breach may have taken the raised weight down already: then somebody raises it once more.
  if ((await world.kube.weight()) === 0) await world.kube.patchWeight(30, "somebodys-gitops");
  await eventually(apiOf(world, "operator").document, (seen) => seen.rollback.allowed, 30_000);
  const page = await context.newPage();
  await page.goto(`${world.url}${CONTROL}`);
  await page
    .getByRole("button", { name: /^Roll back/ })
    .first()
    .click();
  await page.waitForURL(/\?command=/);
  await expect(page.locator("body")).toContainText(/rolled back|rolling back/i);
  await eventually(
    () => world.kube.weight(),
    (weight) => weight === 0,
    10_000,
  );
});

test("a post from another site is refused (A01)", async ({ browser, world }) => {
  const page = await signIn(browser, world, "operator");
  const cookies = (await page.context().cookies())
    .map((cookie) => `${cookie.name}=${cookie.value}`)
    .join("; ");
  const { stage, planHash } = await apiOf(world, "operator").status();
  const body = JSON.stringify({ id: randomUUID(), kind: "hold", stage, planHash });
  for (const origin of [undefined, "null", "https://evil.example", world.url.replace("http:", "https:")]) {
    const headers = {
      "content-type": "application/json",
      cookie: cookies,
      ...(origin && { origin }),
      "x-forwarded-host": "evil.example",
    };
    expect(
      (await fetch(`${world.url}${PATH}/commands`, { method: "POST", headers, body })).status,
      String(origin),
    ).toBe(403);
  }
});

test("no secret is in a bundle, a page, an answer or a log (A34)", async ({ browser, world }) => {
  const { pids, kubernetes, users, dashboard } = world.sandbox();
  const settings = readFileSync(`/proc/${pids["dashboard"]}/environ`, "utf8").split("\0");
  const setting = (name: string): string =>
    settings.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const filesIn = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
      one.isFile() ? [join(one.parentPath, one.name)] : [],
    );
  const ownToken = /token: "?([^"\s]+)/.exec(readFileSync(setting("KUBECONFIG"), "utf8"))?.[1] ?? "";
  const secrets = [
    setting("NEXTAUTH_SECRET"),
    setting("OIDC_CLIENT_SECRET"),
    setting("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"),
    ownToken,
    ...Object.values(users),
    ...filesIn(setting("CROSSFADE_NOTIFY_DIR")).map((file) => readFileSync(file, "utf8").trim()),
  ];
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(15);

  const places = new Map<string, string>();
  for (const file of filesIn(join(ROOT, ".next/static"))) places.set(file, readFileSync(file, "utf8"));
  const logs = join(dirname(kubernetes.kubeconfig), "logs");
  places.set("the log of the dashboard", readFileSync(join(logs, "dashboard.log"), "utf8"));
  places.set("what the demo says", world.output());
  const page = await signIn(browser, world, "admin");
  page.on("console", (message) => places.set(`the console: ${message.text()}`, message.text()));
  for (const path of ["/", CONTROL, `${CONTROL}/history`, `${CONTROL}/report`, "/new", "/api/auth/session"]) {
    const answer = await page.goto(`${dashboard}${path}`);
    expect(answer?.status(), path).toBe(200);
    places.set(path, `${(await answer?.text()) ?? ""} ${await page.content()}`);
  }
  const admin = apiOf(world, "admin");
  for (const path of [PATH, `${PATH}/journal`, "/api/v1/migrations", "/metrics", "/api/readyz"])
    places.set(path, await (await admin.call(path)).text());

  expect(places.size).toBeGreaterThan(20);
  for (const [place, text] of places)
    for (const [index, secret] of secrets.entries())
      expect(text.includes(secret), `secret ${index} in ${place}`).toBe(false);
  // What a browser gets does not even name the settings that hold them.
  for (const [place, text] of places)
    if (place.includes(".next/static")) expect(text, place).not.toContain("NEXTAUTH_SECRET");
});
