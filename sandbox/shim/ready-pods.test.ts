import { describe, expect, it } from "vitest";
import { addressAnnotation, readyAddress, rotating } from "./ready-pods.ts";

const pod = (ready: string, metadata: object = {}) => ({
  metadata: { name: "green-0", annotations: { [addressAnnotation]: "127.0.0.1:1883" }, ...metadata },
  status: {
    conditions: [
      { type: "Initialized", status: "True" },
      { type: "Ready", status: ready },
    ],
  },
});

describe("a pod takes traffic", () => {
  it("when it is ready and has an address", () => {
    expect(readyAddress(pod("True"))).toBe("127.0.0.1:1883");
    expect(readyAddress(pod("True", { annotations: {} }))).toBeUndefined();
  });

  it("and not while it is unready, being deleted, or without a status", () => {
    expect(readyAddress(pod("False"))).toBeUndefined();
    expect(readyAddress(pod("True", { deletionTimestamp: "2026-01-01T00:00:00Z" }))).toBeUndefined();
    expect(readyAddress({ metadata: { name: "green-0" } })).toBeUndefined();
  });
});

describe("connections in a row", () => {
  it("begin with each pod in turn and have the others to fall back on", () => {
    const next = rotating(() => ["a", "b", "c"]);
    const choices = [next(), next(), next()];
    expect(choices.map(([first]) => first).toSorted()).toEqual(["a", "b", "c"]);
    for (const choice of choices) expect(choice.toSorted()).toEqual(["a", "b", "c"]);
  });

  it("have nowhere to go without pods", () => {
    expect(rotating(() => [])()).toEqual([]);
  });
});
