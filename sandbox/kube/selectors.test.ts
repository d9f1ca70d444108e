import { describe, expect, it } from "vitest";
import { fieldSelector, labelSelector } from "./selectors.ts";

const object = {
  metadata: { name: "a", namespace: "n", labels: { app: "web", tier: "front", empty: "" } },
  status: { phase: "Running" },
};

describe("label selectors", () => {
  it.each([
    ["app=web", true],
    ["app==web,tier=front", true],
    ["app!=web", false],
    ["missing!=x", true],
    ["app in (web, api)", true],
    ["app notin (web,api)", false],
    ["missing notin (web)", true],
    ["app,!missing", true],
    ["!app", false],
    ["empty=", true],
    ["app in (web),tier notin (back),empty", true],
    ["", true],
  ])("%s: %s", (selector, expected) => {
    expect(labelSelector(selector)(object)).toBe(expected);
  });

  it("that cannot be read are refused", () => {
    expect(() => labelSelector("a in b")).toThrow("unable to parse requirement");
  });
});

describe("field selectors", () => {
  it("take name and namespace of every kind, and more of some", () => {
    expect(fieldSelector("Widget", "metadata.name=a,metadata.namespace!=other")(object)).toBe(true);
    expect(fieldSelector("Pod", "status.phase=Pending")(object)).toBe(false);
    expect(() => fieldSelector("Widget", "status.phase=Running")).toThrow(
      "field label not supported: status.phase",
    );
  });
});
