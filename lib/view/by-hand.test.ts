import { expect, it } from "vitest";
import { byHand, byHandOf } from "./by-hand.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };

it("the way back by hand is the very patch where the route was read, else an edit of the object that the plan names", () => {
  const input = scenes["baking"]!();
  expect(byHand(toDocument(input, can))[0]?.text).toContain("--type=json");
  input.observation.route = { state: "unknown", code: "unreachable", why: "down", at: 0 };
  expect(byHand(toDocument(input, can)).map(({ text }) => text)).toEqual([
    "kubectl -n mqtt edit virtualservices.networking.istio.io/emqx-virtual-service",
    "kubectl -n mqtt get migrations.crossfade.dev emqx-to-emqx-go",
  ]);
});

it("where nothing but the address is known the commands ask the cluster for the rest", () => {
  expect(byHandOf("mqtt", "emqx").map(({ text }) => text)).toEqual([
    "kubectl -n mqtt get migrations.crossfade.dev emqx -o jsonpath='{.spec.traffic}'",
    `kubectl -n mqtt edit virtualservice "$(kubectl -n mqtt get migrations.crossfade.dev emqx -o jsonpath='{.spec.traffic.istio.virtualService}')"`,
    "kubectl -n mqtt get migrations.crossfade.dev emqx",
  ]);
});

it("an address that names no migration puts nothing into anybody's shell", () => {
  for (const name of ["a;rm -rf ~", "$(id)", "A", "-n", "%24(id)"])
    expect(byHandOf("mqtt", name)).toEqual([]);
});
