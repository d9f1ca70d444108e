import { describe, expect, it } from "vitest";
import type { Found } from "./new-migration-outcome.ts";
import { toFactPreviews, toNewMigrationView, toStagePreviews } from "./new-migration.ts";
import { emqxPlan } from "./testing/emqx.ts";

const KEY = { namespace: "mqtt", name: "emqx-to-emqx-go" };
const side = {
  state: "known",
  at: 1,
  value: { exists: true, replicas: 3, ready: 3, template: "t" },
} as const;
const route = {
  state: "known" as const,
  at: 1,
  value: { weight: 0, resourceVersion: "1", fingerprint: "f", problems: [], object: {} },
} satisfies Found["route"];
const found: Found = { route, blue: side, green: side };

describe("what a plan will do", () => {
  it("names each write of each stage, in the order in which it is made", () => {
    const stages = toStagePreviews(emqxPlan);
    const first = stages.find(({ name }) => name === "canary-10");
    expect(first?.weight).toMatch(/^1\s%.*10\s%$/);
    expect(first?.changes.join()).toMatch(
      /VirtualService .*\(tcp route\): .* 1 → 10, .* 99 → 90; every client/,
    );
    expect(first?.gates[0]).toMatch(/^all 6\sSLOs pass$/);
    const door = stages.find(({ loses }) => loses !== undefined);
    expect(door?.gates.join()).toMatch(/2\sapprovals "disable-dual-write", valid 1\sd/);
  });

  it("writes no weight that is there already", () => {
    const weights = toStagePreviews(emqxPlan).filter(({ changes }) =>
      changes.join().includes("VirtualService"),
    );
    expect(weights.every(({ weight }) => weight.includes("→"))).toBe(true);
  });
});

describe("what the cluster has of it", () => {
  it("is good where a start would find what it needs", () => {
    expect(toFactPreviews(emqxPlan, found).every(({ good }) => good)).toBe(true);
  });

  it("says what is not there, what belongs to another, and what would be held", () => {
    const owner = { namespace: "mqtt", name: "other", epoch: 1, seq: 2 };
    const bad = toFactPreviews(emqxPlan, {
      route: { ...route, value: { ...route.value, weight: 25, owner } },
      blue: { state: "unknown", code: "forbidden", why: "may not get statefulsets", at: 1 },
      green: { ...side, value: { ...side.value, exists: false } },
    }).filter(({ good }) => !good);
    expect(bad.map(({ text }) => text).join("\n")).toMatch(
      /starts held\n.*mqtt\/other.*\n.*may not get statefulsets\n.*does not exist/,
    );
  });
});

describe("the answer to a pasted plan", () => {
  it("puts each problem beside its line, those of no line first", () => {
    const view = toNewMigrationView(
      {
        state: "problems",
        issues: [
          { path: "spec.b", message: "is wrong", line: 2 },
          { path: "metadata.name", message: "is required" },
        ],
      },
      "a: 1\nb: 2",
    );
    expect(view).toEqual({
      state: "problems",
      problems: [
        { path: "metadata.name", message: "is required" },
        { path: "spec.b", message: "is wrong", line: 2, source: "b: 2" },
      ],
    });
  });

  it.each([
    [{ state: "taken" }, /exists already/],
    [{ state: "no-namespace" }, /no namespace mqtt/],
    [{ state: "unwatched" }, /does not look after mqtt/],
    [{ state: "forbidden", why: "403" }, /may not create/],
    [{ state: "invalid", why: "422" }, /refuses/],
    [{ state: "unknown", why: "no answer" }, /does not answer/],
  ] as const)("says what to do when it is refused: %o", (why, title) => {
    const view = toNewMigrationView({ state: "refused", key: KEY, plan: emqxPlan, why }, "");
    expect(view).toMatchObject({
      state: "refused",
      title: expect.stringMatching(title),
      help: expect.stringMatching(/.{20}/),
    });
  });
});
