import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { migrationNameIssue, parsePlan } from "./parse.ts";
import { exampleSpec } from "./testing/example.ts";
import { mutate } from "./testing/mutate.ts";
import { MUTATIONS } from "./testing/mutations.ts";

const issuesOf = (spec: unknown, mode: "strict" | "lenient" = "strict") => {
  const parsed = parsePlan(spec, mode);
  return parsed.ok ? [] : parsed.error;
};

describe("the example plan", () => {
  it("is right in both readings, and comes out with its defaults", () => {
    for (const mode of ["strict", "lenient"] as const) {
      const parsed = parsePlan(exampleSpec(), mode);
      expect(parsed).toMatchObject({
        ok: true,
        value: {
          traffic: { router: { kind: "istio", route: { kind: "tcp", port: 1883 } }, settleMs: 90_000 },
          rollback: { auto: true, drain: "restart-green", steps: [] },
        },
      });
      const plan = parsed.ok ? parsed.value : undefined;
      expect(plan?.slos.map((slo) => slo.indicator.kind)).toEqual([
        "ratio",
        "ratio",
        "latency",
        "latency",
        "ratio",
        "events",
      ]);
      expect(plan?.slos[2]?.indicator).toMatchObject({ thresholdSeconds: 0.1 });
      expect(plan?.slos[5]?.sides).toEqual(["green"]);
      expect(plan?.phases[1]?.stages[0]?.bake).toEqual({ atLeastMs: 3_600_000, atMostMs: 7_200_000 });
      expect(plan?.phases[1]?.stages[0]?.gates[0]).toEqual({
        kind: "slos",
        names: plan?.slos.map((slo) => slo.name),
      });
      expect(plan?.phases[2]?.stages[1]?.gates[0]).toEqual({
        kind: "approval",
        name: "disable-dual-write",
        quorum: 2,
        expiresMs: 86_400_000,
      });
    }
  });

  it("holds nothing undefined: what is absent is absent", () => {
    const parsed = parsePlan(exampleSpec(), "strict");
    expect(parsed.ok && parsed.value).toStrictEqual(JSON.parse(JSON.stringify(parsed.ok && parsed.value)));
  });
});

describe("a bad plan", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    "with %s is refused",
    (_, mutation) => {
      const spec = exampleSpec();
      mutate(spec, mutation);
      expect(issuesOf(spec).map((issue) => issue.path)).toContain(mutation.at ?? mutation.put);
      expect(issuesOf(spec, "lenient")).not.toEqual([]);
    },
  );

  it("gets every problem at once, each with its path", () => {
    // One mutation at a path, and none that takes another's place away.
    const far = MUTATIONS.filter(
      ({ put }, index) =>
        !MUTATIONS.some(
          (other, at) => at !== index && (put.startsWith(other.put) || other.put.startsWith(put)),
        ) && !/stages|phases|slos\[0\]|traffic|green\.service/.test(put),
    );
    expect(far.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.subarray(far, { minLength: 1 }), (mutations) => {
        const spec = exampleSpec();
        for (const mutation of mutations) mutate(spec, mutation);
        const paths = issuesOf(spec).map((issue) => issue.path);
        for (const { at, put } of mutations) expect(paths).toContain(at ?? put);
      }),
    );
  });

  it("is told about fields that cross even where others have the wrong type", () => {
    const spec: Record<string, unknown> = { ...exampleSpec(), title: 3, blue: null };
    mutate(spec, { name: "", put: "spec.phases[2].stages[0].weight", value: 50 });
    expect(issuesOf(spec)).toEqual([
      { path: "spec.title", message: "must be text, not 3" },
      { path: "spec.blue", message: "must be an object, not null" },
      {
        path: "spec.phases[2].stages[0].weight",
        message:
          "must be at least 100, the weight of spec.phases[1].stages[4]: weights never fall from stage to stage",
      },
    ]);
  });

  it("never makes the reader throw, whatever is sent", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(parsePlan(value, "strict").ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...MUTATIONS), fc.jsonValue(), (mutation, value) => {
        const spec = exampleSpec();
        mutate(spec, { ...mutation, value });
        parsePlan(spec, "strict");
        parsePlan(spec, "lenient");
      }),
    );
  });
});

describe("unknown keys", () => {
  it("are refused where people send a plan, with what was likely meant", () => {
    const spec = exampleSpec();
    mutate(spec, { name: "", put: "spec.prometheus", value: "http://inner" });
    mutate(spec, { name: "", put: "spec.phases[0].stages[1].bake.atleast", value: "1m" });
    expect(issuesOf(spec)).toMatchObject([
      { path: "spec.phases[0].stages[1].bake.atleast", message: "is not a field: did you mean atLeast?" },
      { path: "spec.prometheus", message: expect.stringMatching(/known here are title, blue/) },
    ]);
  });

  it("are left alone in stored objects, which a newer version may have written", () => {
    const spec = exampleSpec();
    mutate(spec, { name: "", put: "spec.newer", value: { field: 1 } });
    expect(parsePlan(spec, "lenient")).toEqual(parsePlan(exampleSpec(), "lenient"));
  });

  it("named __proto__ are refused in both readings, in merge patches too (A23)", () => {
    const hostile: unknown = JSON.parse('{ "data": { "__proto__": { "polluted": true } } }');
    const spec = exampleSpec();
    mutate(spec, { name: "", put: "spec.phases[2].stages[1].actions[0].patch.merge", value: null });
    const action = spec.phases[2]?.stages[1]?.actions?.[0];
    if (action?.patch) action.patch.merge = hostile as Record<string, unknown>;
    for (const mode of ["strict", "lenient"] as const) {
      expect(issuesOf(spec, mode)).toMatchObject([
        { path: "spec.phases[2].stages[1].actions[0].patch.merge.data.__proto__" },
      ]);
    }
  });
});

describe("too much", () => {
  it("of a list or of nesting is refused before it is walked (A24)", () => {
    expect(issuesOf({ ...exampleSpec(), risks: new Array(1_000_000).fill({}) })).toEqual([
      { path: "spec.risks", message: "must have at most 20000 values" },
    ]);
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(issuesOf({ ...exampleSpec(), title: deep })).toMatchObject([{ message: /nested/ }]);
  });
});

describe("every router", () => {
  it.each([
    [{ istio: { virtualService: "vs", route: { tls: { sni: "mqtt.example.com" } } } }, "drained"],
    [
      { istio: { virtualService: "vs", route: { http: { name: "main" } }, subset: { green: "v2" } } },
      "sticky",
    ],
    [{ istioEndpoints: { serviceEntry: "mqtt" } }, "sticky"],
    [{ gateway: { kind: "TCPRoute", name: "mqtt" } }, "sticky"],
    [{ gateway: { kind: "GRPCRoute", name: "api", rule: "main" } }, "sticky"],
    [{ traefik: { kind: "IngressRouteTCP", name: "mqtt", match: "HostSNI(`*`)" } }, "sticky"],
    [{ traefik: { kind: "TraefikService", name: "web" } }, "sticky"],
    [{ ingressNginx: { ingress: "web-canary" } }, "sticky"],
  ])("%j is read, with its own treatment of open connections", (traffic, existingConnections) => {
    const parsed = parsePlan({ ...exampleSpec(), traffic }, "strict");
    expect(parsed).toMatchObject({
      ok: true,
      value: { traffic: { existingConnections, router: { kind: Object.keys(traffic)[0] } } },
    });
  });

  it("takes one service for both sides where subsets tell them apart", () => {
    const spec = exampleSpec();
    spec.green.service = { ...spec.blue.service };
    expect(issuesOf(spec)).toMatchObject([{ path: "spec.green.service" }]);
    mutate(spec, { name: "", put: "spec.traffic.istio.subset", value: { blue: "v1", green: "v2" } });
    expect(issuesOf(spec)).toEqual([]);
  });
});

it("refuses names of migrations that are too long, have dots, or are paths (A22)", () => {
  expect(migrationNameIssue("emqx-to-emqx-go")).toBeUndefined();
  expect(migrationNameIssue("a".repeat(63))).toBeUndefined();
  for (const name of ["", ".", "..", "a.b", "a".repeat(64), "A", "a/b", "-a", "a-", "a\n"]) {
    expect(migrationNameIssue(name)?.path, name).toBe("metadata.name");
  }
});
