import { describe, expect, it } from "vitest";
import { toApprovals } from "./approvals.ts";
import { toBanners } from "./banners.ts";
import { toControlView } from "./control.ts";
import { toFacts } from "./facts.ts";
import { NBSP } from "./format.ts";
import { toFreshness } from "./freshness.ts";
import { toHeader } from "./header.ts";
import { toReadiness } from "./readiness.ts";
import { toRiskMatrix } from "./risk-matrix.ts";
import { toSloCards } from "./slo-card.ts";
import { toStageRail } from "./stage-rail.ts";
import { NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { forecast } from "./timeline.ts";
import { toDocument } from "./to-document.ts";
import { toTraffic } from "./traffic.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
const document = (scene: string) => toDocument(scenes[scene]!(), can);
const plain = (text = "") => text.replaceAll(NBSP, " ");
const FRESH = { stale: false, text: "" };
const STALE = { stale: true, text: "40 s" };
const ids = (scene: string, staleness = FRESH) =>
  toBanners(document(scene), staleness).map((each) => each.id);

describe("the head of the page", () => {
  it("puts the weight and the state into the tab, and the state into its icon", () => {
    const header = toHeader(document("rolling-back"));
    expect(plain(header.tab)).toBe("0 % Rolling back: breach · Erlang EMQX to EMQX-Go");
    expect(header.favicon).toBe("/icons/alert.svg");
  });

  it("is called by its name where the plan cannot be read", () => {
    expect(toHeader(document("invalid")).title).toBe("emqx-to-emqx-go");
  });
});

describe("the traffic", () => {
  it("shows the wish and the fact", () => {
    const traffic = toTraffic(document("baking"));
    expect(plain(traffic.headline)).toBe("10 %");
    expect(plain(traffic.shareText)).toBe("9.8 % · 1,972 of 20,114 clients");
    expect(traffic.convergence.text).toBe("converged");
  });

  it("never makes up a weight that cannot be read", () => {
    const input = scenes["baking"]!();
    input.observation.route = { state: "unknown", code: "unreachable", why: "down", at: NOW };
    delete input.status.weight;
    const traffic = toTraffic(toDocument(input, can));
    expect(traffic.headline).toBe("?");
    expect(traffic.weight).toBeUndefined();
  });
});

describe("a run that is over", () => {
  it("asks for no more samples, and counts no passing SLOs", () => {
    const over = document("completed");
    expect(toFacts(over, NOW).map(({ label }) => label)).not.toContain("SLOs pass on green");
    expect(toSloCards(over).map(({ chip }) => chip.word)).not.toContain("Too few samples");
  });
});

describe("the banners", () => {
  it("say that there is no way back, before anybody needs it", () => {
    expect(ids("blue-not-ready")).toEqual(["no-way-back"]);
    const input = scenes["blue-not-ready"]!();
    input.status.state = "Held";
    input.status.hold = { by: "crossfade", code: "blue-not-ready", reason: "1 of 3 pods", since: NOW };
    expect(toBanners(toDocument(input, can), FRESH).map(({ id }) => id)).toEqual(["hold"]);
  });

  it("are silent while all is well", () => {
    expect(ids("baking")).toEqual([]);
    expect(ids("ready")).toEqual([]);
  });

  it("say first that the figures are old", () => {
    expect(ids("held-person", STALE)[0]).toBe("stale");
  });

  it("name the breach while it lasts, and the reason afterwards", () => {
    const during = toBanners(document("rolling-back"), FRESH)[0];
    expect(plain(during?.title)).toBe("P99 publish latency (PUBACK) breached: 412 ms, objective < 100 ms");
    expect(plain(during?.text)).toContain("Rolled back automatically from 10 %");
    const after = toBanners(document("rolled-back"), FRESH)[0];
    expect(plain(after?.title)).toBe("Rolled back automatically from 10 %");
    expect(after?.text).toContain("412 ms");
  });

  it("name who drifted, once", () => {
    const banners = toBanners(document("held-drift"), FRESH);
    expect(banners).toHaveLength(1);
    expect(plain(banners[0]?.title)).toBe("Held: argocd-controller set the weight from 10 % to 60 %");
  });

  it("suspect what both sides share before they blame green", () => {
    const [held] = toBanners(document("common-cause"), FRESH);
    expect(held?.title).toBe("Held: common cause");
    expect(held?.advice).toContain("before you blame green");
  });

  it("are calm about a rollback by a person, and say a breach beside it for itself", () => {
    const input = scenes["rolling-back"]!();
    input.status.rollback = { ...input.status.rollback!, by: "operator", reason: "drill of the month" };
    const during = toDocument(input, can);
    expect(toHeader(during).chip).toMatchObject({ word: "Rolling back", tone: "wait" });
    const [told, breach] = toBanners(during, FRESH);
    expect(told).toMatchObject({ tone: "plain", text: "Drill of the month." });
    expect(plain(told?.title)).toBe("Rolling back by operator from 10 %");
    expect(breach).toMatchObject({ id: "breach", tone: "bad" });
    const after = toDocument({ ...input, status: { ...input.status, state: "RolledBack" } }, can);
    expect(toHeader(after).chip).toMatchObject({ word: "Rolled back by hand", tone: "plain" });
    expect(toBanners(after, FRESH).map(({ tone }) => tone)).toEqual(["plain"]);
    expect(toHeader(document("rolled-back")).chip).toMatchObject({
      word: "Rolled back: breach",
      tone: "bad",
    });
  });

  it("name every problem of a plan that cannot be read, and claim nothing of it", () => {
    const [told] = toBanners(document("invalid"), FRESH);
    expect(told?.title).toBe("The plan cannot be read");
    expect(told?.items).toEqual([
      "spec.phases[1].stages[2].weight: must be at least 10, the weight of the stage before",
    ]);
    expect(toControlView(document("invalid"), FRESH).unreadable).toBe(true);
    for (const fact of toFacts(document("invalid"), NOW)) expect(fact).toMatchObject({ text: "–" });
    const input = scenes["invalid"]!();
    input.status.state = "Baking";
    expect(toControlView(toDocument(input, can), FRESH).next.heading).toBe("Next: not known");
    expect(toControlView(document("baking"), FRESH).unreadable).toBe(false);
  });

  it("say at once that Kubernetes does not answer, with the way back by hand, and stop advances", () => {
    const input = scenes["ready"]!();
    input.observation.silence = { since: NOW - 2_000, why: "GET /apis: connect ECONNREFUSED" };
    const silent = toDocument(input, can);
    const { banners, next, approvals } = toControlView(silent, FRESH);
    expect(banners[0]).toMatchObject({ id: "stale", title: "Kubernetes does not answer Crossfade" });
    expect(banners[0]?.commands?.[0]?.text).toMatch(/^kubectl -n mqtt patch .*"value":0/);
    expect(banners[0]?.commands?.at(-1)?.text).toBe(
      "kubectl -n mqtt get migrations.crossfade.dev emqx-to-emqx-go",
    );
    expect(next.primary.why).toMatch(/^Kubernetes does not answer/);
    expect(next.rollback.why).toBeUndefined();
    expect(approvals.open).toEqual([]);
    input.observation.silence = { since: NOW - 1_900, why: "" };
    expect(toDocument(input, can).unanswered).toBeUndefined();
  });

  it("say of every hold what to do about it", () => {
    for (const scene of ["held-blind", "held-person", "held-drift", "common-cause"]) {
      expect(toBanners(document(scene), FRESH)[0]?.advice, scene).toBeTruthy();
    }
  });
});

describe("the forecast", () => {
  it("adds up what the plan makes everybody wait", () => {
    // 1 h 19 min are left; then 25 % for 4 h, 50 % for 6 h, each after 90 s; then 100 %, and a day of watching.
    const expected = forecast(document("baking"), NOW);
    const toFull = (79 + 4 * 60 + 6 * 60) * 60_000 + 2 * 90_000;
    expect(expected.fullAt).toBe(NOW + toFull);
    expect(expected.finishAt).toBe(NOW + toFull + 24 * 3_600_000);
  });

  it("promises nothing while held or rolled back", () => {
    expect(forecast(document("held-person"), NOW).finishAt).toBeUndefined();
    expect(forecast(document("rolled-back"), NOW).finishAt).toBeUndefined();
  });

  it("always fills the same number of places", () => {
    for (const scene of Object.keys(scenes)) expect(toFacts(document(scene), NOW), scene).toHaveLength(4);
  });
});

describe("the stages", () => {
  it("stand in their phases, with the clock of the present one", () => {
    const rail = toStageRail(document("baking"));
    expect(rail.phases.map((phase) => phase.letter + phase.stages.length)).toEqual(["A2", "B5", "C3"]);
    expect(rail.position).toBe("stage 4 of 10");
    const now = rail.phases[1]?.stages[1];
    expect(plain(now?.detail)).toBe("41 min of 2 h");
    expect(now?.baked).toBeCloseTo(41 / 120);
  });

  it("show doors as doors, and how many have to agree", () => {
    const doors = toStageRail(document("baking")).phases[2]?.stages.filter((stage) => stage.oneWay);
    expect(doors?.map((door) => door.headline)).toEqual(["one-way", "one-way"]);
    expect(doors?.[0]?.detail).toBe("2 approvals");
  });
});

describe("the cards", () => {
  it("have both sides, and say how many samples are missing", () => {
    const card = toSloCards(document("baking")).find((each) => each.name === "connection-success");
    expect(plain(card?.green?.text)).toBe("100 %");
    expect(plain(card?.blue?.text)).toBe("99.99 %");
    expect(card?.samples.text).toBe("4,120 of 5,990 attempts");
    expect(card?.samples.filled).toBeCloseTo(4120 / 5990);
    expect(card?.chip.word).toBe("Too few samples");
  });

  it("tell a provisional pass from a decision", () => {
    const word = (scene: string) => toSloCards(document(scene))[0]?.chip.word;
    expect(word("baking")).toBe("Passing so far");
    expect(word("ready")).toBe("Pass");
  });

  it("show no value where nothing is seen", () => {
    const card = toSloCards(document("held-blind"))[0];
    expect(card?.green?.text).toBe("–");
    expect(card?.chip.word).toBe("Blind");
  });

  it("give the query of each side as evidence", () => {
    expect(toSloCards(document("baking"))[0]?.evidence.map((each) => each.side)).toEqual(["green", "blue"]);
  });
});

describe("the risks", () => {
  it("stand where likelihood and impact put them", () => {
    const { grid } = toRiskMatrix(document("baking"));
    const at = (likelihood: string, impact: string) =>
      grid
        .find((row) => row.likelihood === likelihood)
        ?.cells.find((cell) => cell.impact === impact)
        ?.risks.map((risk) => risk.mark);
    expect(at("Medium", "High")).toEqual(["R4", "R6"]);
    expect(at("Low", "Medium")).toEqual(["R3"]);
    expect(grid[0]?.cells.map((cell) => cell.heat)).toEqual([2, 3, 4]);
  });

  it("say which proof is open", () => {
    const row = toRiskMatrix(document("baking")).rows[2];
    expect(plain(row?.summary)).toBe(
      "Supervisor restart rate: 41 min of 57 min, job chaos-kill-pod: not shown yet",
    );
  });
});

describe("readiness and approvals", () => {
  it("say in one line whether a rollback would work", () => {
    expect(plain(toReadiness(document("baking")).summary)).toBe(
      "Rollback ready, blue 3 of 3, last client back within 46 s",
    );
    expect(toReadiness(document("completed")).gone).toContain("disable-dual-write");
  });

  it("name what stands in the way of one, not what would have to be", () => {
    const input = scenes["baking"]!();
    const { rollback } = input.assessment;
    const checks = rollback.checks.map((check) =>
      check.name === "blue-ready" ? { ...check, ok: false } : check,
    );
    input.assessment.rollback = { ...rollback, ready: false, checks };
    expect(toReadiness(toDocument(input, can)).summary).toBe("Rollback not ready: blue is not ready");
  });

  it("say what an approval is for after a rollback", () => {
    const input = scenes["rolled-back"]!();
    input.assessment.advance.unmet = [{ gate: "approval/go-live", state: "waiting", why: "0 of 1" }];
    const [approval] = input.status.approvals;
    input.status.approvals = [{ ...approval!, usedAt: NOW - 60_000 }];
    const { open, given } = toApprovals(toDocument(input, can), FRESH);
    expect(open[0]?.leadsTo).toBe("a retry after the rollback");
    expect(given.map(({ spent }) => spent)).toEqual([true]);
  });

  it("show exactly what is approved", () => {
    const [open] = toApprovals(document("approval"), FRESH).open;
    expect(open).toMatchObject({
      label: "Approve full-shift",
      digest: "9f3c1a77c0de4411",
      askedBy: "operator",
      leadsTo: "100 % in full",
    });
    expect(open?.why).toBeUndefined();
    expect(open?.evidence.map((each) => each.text)).toContain("job/chaos-kill-pod");
  });

  it("name what a one-way approval gives up", () => {
    expect(toApprovals(document("one-way"), FRESH).open[0]?.loses).toContain("PostgreSQL");
  });

  it("are not asked for on old figures, nor of somebody without the right", () => {
    expect(toApprovals(document("approval"), STALE).open[0]?.why).toContain("40 s old");
    const viewer = toDocument(scenes["approval"]!(), { ...can, approve: false });
    expect(toApprovals(viewer, FRESH).open[0]?.why).toContain("approver role");
  });
});

describe("freshness", () => {
  it("is told by the age of the figures, whatever the connection says", () => {
    expect(toFreshness(NOW - 800, NOW, "live")).toMatchObject({ stale: false });
    expect(toFreshness(NOW - 800, NOW, "live").label).toBe("live, now");
    expect(plain(toFreshness(NOW - 2_300, NOW, "live").label)).toBe("live, 2 s ago");
    expect(toFreshness(NOW - 16_000, NOW, "live").stale).toBe(true);
    expect(toFreshness(NOW, NOW, "gone").stale).toBe(true);
  });

  it("never says live while the server hears nothing, and gives a cut connection a few seconds only", () => {
    const silent = toFreshness(NOW - 3_000, NOW, "live", true);
    expect(silent).toMatchObject({ stale: true, cause: "silent" });
    expect(plain(silent.label)).toBe("not live, 3 s ago");
    expect(toFreshness(NOW - 3_000, NOW, "broken")).toMatchObject({ stale: false });
    expect(toFreshness(NOW - 9_000, NOW, "broken")).toMatchObject({ stale: true, cause: "cut-off" });
  });
});

it("every state has a page, and the same document gives the same one", () => {
  for (const scene of Object.keys(scenes)) {
    expect(toControlView(document(scene), FRESH)).toEqual(toControlView(document(scene), FRESH));
  }
});
