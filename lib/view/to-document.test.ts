import { describe, expect, it } from "vitest";
import { baking, NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: false };

describe("a document", () => {
  it("carries the resource with its status in wire form", () => {
    const { migration } = toDocument(baking(), can);
    expect(migration.kind).toBe("Migration");
    expect(migration.status["state"]).toBe("Baking");
    expect(migration.status["bakedFor"]).toBe("41m");
    expect(migration.status["stageStartedAt"]).toBe("2026-11-24T14:02:00.000Z");
  });

  it("puts each stage behind, at, or ahead of the present one", () => {
    const stages = toDocument(baking(), can).stages;
    expect(stages.map((stage) => stage.state)).toEqual([
      "done",
      "done",
      "done",
      "current",
      ...Array<string>(6).fill("ahead"),
    ]);
    expect(stages[3]).toMatchObject({
      name: "canary-10",
      phase: "canary",
      bakedFor: "41m",
      bake: { atLeast: "2h", atMost: "4h" },
    });
    expect(stages[4]?.startedAt).toBeUndefined();
  });

  it("lists the gates of the present stage as judged, those ahead as waiting", () => {
    const stages = toDocument(baking(), can).stages;
    expect(stages[3]?.gates[0]).toEqual({
      gate: "bake",
      state: "waiting",
      why: "1h19m of healthy bake left",
    });
    expect(stages[5]?.gates.map((gate) => gate.gate)).toContain("approval/full-shift");
    expect(stages[5]?.gates.every((gate) => gate.state === "waiting")).toBe(true);
  });

  it("takes the live weight of the route over the last one read back", () => {
    const drifted = scenes["held-drift"]!();
    expect(drifted.status.weight).toBe(10);
    expect(toDocument(drifted, can).traffic).toMatchObject({
      weight: 60,
      drift: { by: "argocd-controller", at: "2026-11-24T14:42:18.000Z", from: 10, to: 60 },
    });
  });

  it("is as old as its oldest figure", () => {
    expect(toDocument(baking(), can).asOf).toBe(new Date(NOW - 800).toISOString());
  });

  it("leaves out what is unknown instead of making it up", () => {
    const it = baking();
    it.observation.connections.blue = { state: "unknown", code: "unreachable", why: "down", at: NOW };
    delete it.assessment.share;
    const { traffic } = toDocument(it, can);
    expect("share" in traffic).toBe(false);
    expect("connections" in traffic).toBe(false);
  });

  it("gives the kubectl command that rolls this very route back", () => {
    const { kubectl } = toDocument(baking(), can).rollback;
    expect(kubectl).toContain(
      "kubectl -n mqtt patch virtualservices.networking.istio.io emqx-virtual-service",
    );
    expect(kubectl).toContain('{"op":"add","path":"/spec/tcp/0/route/0/weight","value":100}');
    expect(kubectl).toContain('{"op":"add","path":"/spec/tcp/0/route/1/weight","value":0}');
  });

  it("says when the last client is back at the latest, from the moment that the weight was read back", () => {
    const { rolledBack } = toDocument(scenes["rolling-back"]!(), can);
    expect(rolledBack).toMatchObject({ by: "crossfade", from: 10, clients: 1972 });
    expect(rolledBack?.lastBackBy).toBe("2026-11-24T14:43:29.009Z");
  });

  it("still shows the resource of a plan that cannot be read", () => {
    const document = toDocument(scenes["invalid"]!(), can);
    expect(document.stages).toEqual([]);
    expect(document.risks).toEqual([]);
    expect("plan" in document).toBe(false);
  });
});
