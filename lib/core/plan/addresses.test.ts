import { describe, expect, it } from "vitest";
import { parsePlan } from "./parse.ts";
import { quickPlan } from "../engine/testing/plan.ts";

const problemsWith = (change: Record<string, unknown>): string[] => {
  const parsed = parsePlan({ ...(quickPlan() as object), ...change }, "strict");
  return parsed.ok ? [] : parsed.error.map(({ path }) => path);
};
const receiver = (address: string) => ({ notify: [{ webhook: { url: { address }, events: ["rollback"] } }] });

describe("addresses in a plan", () => {
  it.each([
    "javascript:alert(1)",
    "http://example.com/x",
    "data:text/html,x",
    "//example.com",
    "https://a@b/c",
  ])("are https and nothing else: %s is refused (A16)", (address) => {
    expect(problemsWith(receiver("https://example.com/x"))).toEqual([]);
    expect(problemsWith(receiver(address))).toEqual(["spec.notify[0].webhook.url.address"]);
  });

  it("never say where Prometheus is: there is no such field (A19)", () => {
    for (const name of ["prometheus", "prometheusUrl", "metrics"])
      expect(problemsWith({ [name]: "http://inner:9090" })).toEqual([`spec.${name}`]);
  });
});
