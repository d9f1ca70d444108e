import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { apiOf, eventually, type JournalLine } from "./support/api.ts";
import { onCall } from "./support/on-call.ts";
import { button, PHONE, pressByTab, signIn, usable } from "./support/page.ts";
import { pause } from "./support/sandbox.ts";
import { expect, ROOT, test } from "./support/world.ts";

/** The main job, by hand in a browser, on real connections: forward to 10 %, one click back, forward again, and a breach that goes back by itself. */
test.describe.configure({ mode: "serial" });

const STAGE_WITHIN_MS = 240_000;
const GOING_BACK = new Set(["RollingBack", "RolledBack"]);

test("an SRE starts, advances to 10 %, rolls back by one click, retries, and a breach rolls back by itself", async ({
  browser,
  world,
}) => {
  const operator = await signIn(browser, world, "operator");
  const approver = await signIn(browser, world, "approver", PHONE);
  const api = apiOf(world, "operator");
  const goHome = onCall(api);
  let injectedAt = Number.POSITIVE_INFINITY;
  /** Entered, and entered again where this machine stood still and the rollback for it was nobody's. */
  const stage = (name: string) =>
    eventually(
      async () => {
        const status = await api.status();
        if (status.stage === name && status.state === "RolledBack") await api.command("retry", { to: name });
        return status;
      },
      ({ stage: at, state }) => at === name && state !== "Entering" && !GOING_BACK.has(state),
      STAGE_WITHIN_MS,
    );
  const advance = async () => {
    await usable(operator, "Advance").click({ timeout: STAGE_WITHIN_MS });
  };

  await test.step("start and phase A", async () => {
    await usable(operator, "Start").click();
    await stage("deploy-green");
    await advance();
    await stage("final-health-checks");
    // What cannot be done yet says why, and can be reached by keyboard.
    const blocked = button(operator, "Advance");
    await expect(blocked).toHaveAttribute("aria-disabled", "true");
    await expect(blocked).toHaveAccessibleDescription(/.+/);
    await pressByTab(approver, "Approve");
    await advance();
    await stage("canary-1");
    expect(await world.kube.weight()).toBe(1);
  });

  await test.step("to 10 %, and the share of live connections follows", async () => {
    await advance();
    const followed = await eventually(
      async () => {
        await stage("canary-10");
        return api.document();
      },
      (seen) => seen.traffic.converged && (seen.traffic.share ?? 0) > 2,
      STAGE_WITHIN_MS,
    );
    expect(await world.kube.weight()).toBe(10);
    console.log(`  weight 10 %, share of live connections ${followed.traffic.share} %`);
    await expect(operator.getByText("10 %").first()).toBeVisible();
  });

  await test.step("each figure is what its query answers in Prometheus", async () => {
    const names = (slos: readonly { name: string; value?: number }[]) =>
      new Set(slos.filter((slo) => slo.value !== undefined).map((slo) => slo.name));
    // While the weight settles no sample counts, and there is nothing to show.
    const seen = await eventually(api.document, ({ slos }) => names(slos).size === 6, 30_000);
    const measured = seen.slos.filter((slo) => slo.value !== undefined);
    for (const slo of measured) {
      const url = `${world.sandbox().prometheus}/api/v1/query?${new URLSearchParams({ query: slo.query, time: String(Date.parse(seen.asOf) / 1000) })}`;
      const answer = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
      expect(answer.data.result, slo.query).toHaveLength(1);
      expect(Number(answer.data.result[0]?.value[1]), `${slo.name} on ${slo.side}`).toBeCloseTo(
        slo.value ?? Number.NaN,
        6,
      );
    }
  });

  await test.step("one click back", async () => {
    // The moment of the last click before the request goes out, by the clock that the watch is read with too.
    await operator.evaluate(() => {
      addEventListener("click", () => sessionStorage.setItem("clicked", String(Date.now())), {
        capture: true,
      });
    });
    const watch = world.kube.watchWeight(0);
    await watch.started;
    await usable(operator, "Roll back").click();
    const seen = await watch.seen;
    const clicked = Number(await operator.evaluate(() => sessionStorage.getItem("clicked")));
    console.log(`  from click to weight 0 in the API: ${seen - clicked} ms`);
    await eventually(api.status, (status) => status.state === "RolledBack", 60_000);
    expect((await api.status()).share ?? 0).toBe(0);
  });

  await test.step("retry canary-10 is refused without new evidence, and taken with it", async () => {
    const early = await api.command("retry", { to: "canary-10" });
    expect([early.status, early.body.outcome]).toEqual([422, "refused"]);
    await eventually(
      () => api.command("retry", { to: "canary-10" }),
      (answer) => answer.status === 200,
      STAGE_WITHIN_MS,
    );
    await stage("canary-10");
    await eventually(api.document, (seen) => (seen.traffic.share ?? 0) > 2, 60_000);
  });

  await test.step("latency on green breaches, and traffic goes back by itself", async () => {
    await pause(8_000);
    const watch = world.kube.watchWeight(0);
    await watch.started;
    injectedAt = Date.now();
    await world.setFaults({ green: { latencyMs: 400 } });
    console.log(
      `  from 400 ms of latency on green to weight 0 in the API: ${(await watch.seen) - injectedAt} ms`,
    );
    // The page says what was proven, in the alert at its top.
    await expect(operator.getByText(/latency.* bad in /i).first()).toBeVisible();
    mkdirSync(join(ROOT, ".crossfade/shots"), { recursive: true });
    await operator.screenshot({ path: join(ROOT, ".crossfade/shots/rolling-back.png") });
    await eventually(api.status, (status) => status.state === "RolledBack", 60_000);
    await world.setFaults({ green: { latencyMs: 0 } });
    await eventually(
      api.document,
      (seen) => seen.traffic.connections === undefined || seen.traffic.connections.green === 0,
      30_000,
    );
  });

  await test.step("the journal tells the story, and its chain verifies", async () => {
    goHome();
    const { entries: all, verified } = await api.journal();
    expect(verified).toBe(true);
    const entries = withoutDetours(all, injectedAt);
    const weights = entries.filter((entry) => entry.kind === "weight").map((entry) => [entry.from, entry.to]);
    expect(weights).toEqual([
      [0, 1],
      [1, 10],
      [10, 0],
      [0, 10],
      [10, 0],
    ]);
    const rollbacks = entries.filter((entry) => entry.kind === "rollback");
    expect(rollbacks.map((entry) => entry.actor === "crossfade")).toEqual([false, true]);
    expect(rollbacks[1]?.reason).toMatch(/latency/i);
    const ids = entries.flatMap((entry) => entry.commandId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    await expect(operator.getByText(/chain of \d+ verified/)).toBeVisible();
  });
});

/** The journal without what the machine did to its own measurements: a rollback by itself before anything was injected, and the way back up. */
function withoutDetours(entries: readonly JournalLine[], injectedAt: number): JournalLine[] {
  const kept: JournalLine[] = [];
  let weights = 0;
  for (const entry of entries.toSorted((a, b) => a.seq - b.seq)) {
    const isDetour =
      entry.kind === "rollback" && entry.actor === "crossfade" && Date.parse(entry.at) < injectedAt;
    if (isDetour) {
      console.log(`  a detour: ${entry.reason}`);
      weights += 2;
    } else if (entry.kind === "weight" && weights > 0) weights -= 1;
    else kept.push(entry);
  }
  return kept;
}
