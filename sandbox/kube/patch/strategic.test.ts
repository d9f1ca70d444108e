import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import type { Schema } from "../schema/schema.ts";
import { strategicMerge } from "./strategic.ts";

const keyed = (key: string): Schema => ({
  type: "array",
  items: { type: "object", properties: { ports: { type: "array", items: { type: "integer" } } } },
  "x-kubernetes-patch-strategy": "merge",
  "x-kubernetes-patch-merge-key": key,
});

const SCHEMA: Schema = {
  type: "object",
  properties: {
    containers: keyed("name"),
    args: { type: "array", items: { type: "string" } },
    finalizers: { type: "array", items: { type: "string" }, "x-kubernetes-patch-strategy": "merge" },
    strategy: { type: "object", properties: {} },
  },
};

const merge = (live: Json, patch: Json): Json => strategicMerge(live, patch, SCHEMA);

describe("a strategic merge patch", () => {
  it("merges items by their key and puts new ones first", () => {
    const live = {
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "1" },
      ],
    };
    expect(merge(live, { containers: [{ name: "c" }, { name: "b", image: "2" }] })).toEqual({
      containers: [{ name: "c" }, { name: "a", image: "1" }, { name: "b", image: "2" }],
    });
  });

  it("replaces lists without a key", () => {
    expect(merge({ args: ["a", "b"] }, { args: ["c"] })).toEqual({ args: ["c"] });
  });

  it("adds to sets, and removes from them on demand", () => {
    const live = { finalizers: ["a", "b"] };
    expect(merge(live, { finalizers: ["b", "c"] })).toEqual({ finalizers: ["a", "b", "c"] });
    expect(merge(live, { "$deleteFromPrimitiveList/finalizers": ["a"] })).toEqual({ finalizers: ["b"] });
  });

  it("removes an item that is marked for it", () => {
    const live = { containers: [{ name: "a" }, { name: "b" }] };
    expect(merge(live, { containers: [{ $patch: "delete", name: "a" }] })).toEqual({
      containers: [{ name: "b" }],
    });
  });

  it("replaces a list or an object that is marked for it", () => {
    const live = { containers: [{ name: "a" }], strategy: { type: "x", rolling: 1 } };
    expect(
      merge(live, {
        containers: [{ $patch: "replace" }, { name: "z" }],
        strategy: { $patch: "replace", type: "y" },
      }),
    ).toEqual({ containers: [{ name: "z" }], strategy: { type: "y" } });
  });

  it("keeps only the keys that it is told to retain", () => {
    const live = { strategy: { type: "Rolling", rolling: 1 } };
    expect(merge(live, { strategy: { $retainKeys: ["type"], type: "Recreate" } })).toEqual({
      strategy: { type: "Recreate" },
    });
  });

  it("orders a list as it is told to", () => {
    const live = { containers: [{ name: "a" }, { name: "b" }, { name: "c" }] };
    const order = [{ name: "c" }, { name: "a" }];
    expect(merge(live, { "$setElementOrder/containers": order })).toEqual({
      containers: [{ name: "b" }, { name: "c" }, { name: "a" }],
    });
  });

  it("leaves no directive and no null behind", () => {
    expect(merge({}, { strategy: { a: null, b: 1 }, args: null })).toEqual({ strategy: { b: 1 } });
  });

  it("refuses an item without its key", () => {
    expect(() => merge({}, { containers: [{ image: "x" }] })).toThrow(
      "does not contain declared merge key: name",
    );
  });
});
