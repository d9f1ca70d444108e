import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examplePlan } from "../../kubernetes/testing/example-plan.ts";
import { locate, toRoute } from "./read-route.ts";
import { rivalsOf } from "./rivals.ts";
import { emqxVirtualService } from "./tcp-under-test.ts";
import { type VirtualService, virtualService } from "./virtual-service.ts";

const plan = examplePlan();
const istio = plan.traffic.router.kind === "istio" ? plan.traffic.router : undefined;

/** The example's object as a server would give it, with other weights and destinations. */
function object(
  change: (spec: Destination[]) => void = () => {},
  more: Record<string, unknown> = {},
): VirtualService {
  const made = structuredClone(emqxVirtualService("mqtt", 10)) as {
    metadata: Record<string, unknown>;
    spec: { tcp: { route: Destination[] }[] };
  };
  Object.assign(made.metadata, { resourceVersion: "7" }, more);
  change(made.spec.tcp[1]?.route ?? []);
  return virtualService.parse(made);
}
type Destination = {
  destination: { host: string; subset?: string; port?: { number: number } };
  weight?: number;
};

function located(of: VirtualService, subset: { blue?: string; green?: string } = {}) {
  if (istio === undefined) throw new Error("the example is Istio's");
  const result = locate(of, "mqtt", plan, { ...istio, subset });
  if (!result.ok) throw new Error(result.why);
  return result.located;
}
const route = (of: VirtualService) => toRoute(located(of));
const withWeights = (blue: number | undefined, green: number | undefined) =>
  object((destinations) => {
    for (const [index, weight] of [blue, green].entries()) {
      const destination = destinations[index];
      if (destination === undefined) continue;
      if (weight === undefined) delete destination.weight;
      else destination.weight = weight;
    }
  });

describe("a route as the engine sees it", () => {
  it("takes an absent weight for 0, as Istio does", () => {
    expect(route(withWeights(100, undefined))).toMatchObject({ weight: 0, problems: [] });
    expect(route(withWeights(undefined, 100))).toMatchObject({ weight: 100, problems: [] });
  });

  it("refuses what only istiod's webhook would have: negative weights, a sum of 0 (F31)", () => {
    expect(route(withWeights(110, -10)).problems).toEqual([expect.stringContaining("not whole numbers")]);
    expect(route(withWeights(undefined, undefined)).problems).toEqual([expect.stringContaining("sum to 0")]);
  });

  it("has a weight from 0 to 100 whatever numbers stand there", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (blue, green) => {
        const { weight, problems } = route(withWeights(blue, green));
        expect(Number.isInteger(weight) && weight >= 0 && weight <= 100).toBe(true);
        expect(problems.length === 0).toBe(blue + green === 100 && blue >= 0 && green >= 0);
      }),
    );
  });

  it("never calls a part of the traffic none or all of it", () => {
    expect(route(withWeights(996, 4)).weight).toBe(1);
    expect(route(withWeights(4, 996)).weight).toBe(99);
  });

  it("has one fingerprint for all weights, present or absent", () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat(200), { nil: undefined }),
        fc.option(fc.nat(200), { nil: undefined }),
        (blue, green) => {
          expect(route(withWeights(blue, green)).fingerprint).toBe(route(object()).fingerprint);
        },
      ),
    );
  });

  it("tells sides apart by subset where the plan has them", () => {
    const subsets = object((destinations) => {
      for (const [index, subset] of ["v1", "v2"].entries()) {
        const destination = destinations[index];
        if (destination !== undefined) destination.destination.subset = subset;
      }
    });
    expect(located(subsets, { blue: "v1", green: "v2" })).toMatchObject({ blue: 0, green: 1 });
    expect(() => located(subsets, { blue: "v1", green: "v3" })).toThrow(
      /no destination emqx-go-green-service \(green\)/,
    );
  });

  it("reads the mark, and takes a malformed one for none", () => {
    const marked = (text: string) =>
      route(object(() => {}, { annotations: { "crossfade.dev/owner": text } })).owner;
    expect(marked("mqtt/moving/3/17")).toEqual({ namespace: "mqtt", name: "moving", epoch: 3, seq: 17 });
    for (const text of ["", "mqtt/moving", "a/b/c/d", "a/b/1/2/3", "a/b/-1/2"])
      expect(marked(text)).toBeUndefined();
  });

  it("names the last writer of the route list, and nobody else (F27)", () => {
    const managedFields = [
      { manager: "argocd", time: "2026-01-01T00:00:00Z", fieldsV1: { "f:spec": { "f:tcp": {} } } },
      { manager: "kubectl-edit", time: "2026-01-01T00:05:00Z", fieldsV1: { "f:spec": { "f:tcp": {} } } },
      { manager: "labeller", time: "2026-01-01T00:09:00Z", fieldsV1: { "f:metadata": { "f:labels": {} } } },
    ];
    expect(route(object(() => {}, { managedFields })).writer).toEqual({
      manager: "kubectl-edit",
      at: Date.parse("2026-01-01T00:05:00Z"),
    });
  });
});

describe("other VirtualServices", () => {
  const other = (spec: Record<string, unknown>, name = "other") =>
    virtualService.parse({ metadata: { name, namespace: "mqtt", resourceVersion: "9" }, spec });
  const mine = located(object());
  const host = "mqtt.mqtt.example.com";

  it("are rivals when they claim the same host, gateway and port (F32)", () => {
    const rival = other({
      hosts: [host],
      gateways: ["mqtt/mqtt-gateway"],
      tcp: [{ match: [{ port: 1883 }] }],
    });
    expect(rivalsOf(mine, [rival, mine.object])).toEqual([
      `VirtualService mqtt/other claims the same host and port (${host} at mqtt/mqtt-gateway)`,
    ]);
  });

  it("are none on another port, host or gateway", () => {
    const tcp = [{ match: [{ port: 1883 }] }];
    expect(
      rivalsOf(mine, [
        other({ hosts: [host], gateways: ["mqtt-gateway"], tcp: [{ match: [{ port: 8883 }] }] }),
        other({ hosts: ["else.example.com"], gateways: ["mqtt-gateway"], tcp }),
        other({ hosts: [host], gateways: ["another"], tcp }),
        other({ hosts: [host], tcp }),
        other({ hosts: [host], gateways: ["mqtt-gateway"], http: [{}] }),
      ]),
    ).toEqual([]);
  });
});
