import { describe, expect, it } from "vitest";
import { chooseRoute } from "./choose-route.ts";
import type { VsRoute } from "./virtual-service.ts";

const both = (route: VsRoute) => (route.route ?? []).length === 2;
const to = (...hosts: string[]) => hosts.map((host) => ({ destination: { host } }));
const chosen = (...args: Parameters<typeof chooseRoute>) => {
  const result = chooseRoute(...args);
  if (!result.ok) throw new Error(result.why);
  return { index: result.chosen.index, problems: result.chosen.problems };
};

describe("which route the plan means", () => {
  it("picks a tcp route by its port", () => {
    const tcp = [
      { match: [{ port: 8883 }], route: to("tls") },
      { match: [{ port: 1883 }], route: to("blue", "green") },
    ];
    expect(chosen({ tcp }, { kind: "tcp", port: 1883 }, both)).toEqual({ index: 1, problems: [] });
    expect(chooseRoute({ tcp }, { kind: "tcp", port: 1884 }, both)).toEqual({
      ok: false,
      why: "no tcp route for port 1884 in the VirtualService",
    });
  });

  it("takes a route without a match for every port", () => {
    expect(chosen({ tcp: [{ route: to("blue", "green") }] }, { kind: "tcp", port: 1883 }, both)).toEqual({
      index: 0,
      problems: [],
    });
  });

  it("warns of a route in front that takes the same connections", () => {
    const named = { match: [{ port: 1883 }], route: to("blue", "green") };
    for (const front of [{ route: to("old") }, { match: [{ sourceLabels: { a: "b" } }], route: to("old") }]) {
      expect(chosen({ tcp: [front, named] }, { kind: "tcp", port: 1883 }, both).problems).toEqual([
        "tcp route number 1 stands in front and takes the same connections",
      ]);
    }
    expect(
      chosen({ tcp: [named, { route: to("rest") }] }, { kind: "tcp", port: 1883 }, both).problems,
    ).toEqual([]);
  });

  it("warns of two routes that both fit", () => {
    const route = { match: [{ port: 1883 }], route: to("blue", "green") };
    expect(chosen({ tcp: [route, route] }, { kind: "tcp", port: 1883 }, both)).toEqual({
      index: 0,
      problems: ["two routes match: tcp route for port 1883 is number 1 and 2"],
    });
  });

  it("picks a tls route by SNI and port, and warns of a wildcard in front", () => {
    const tls = [
      { match: [{ port: 8883, sniHosts: ["other.example.com"] }], route: to("other") },
      { match: [{ port: 8883, sniHosts: ["*.example.com"] }], route: to("wild") },
      { match: [{ port: 8883, sniHosts: ["mqtt.example.com"] }], route: to("blue", "green") },
    ];
    expect(chosen({ tls }, { kind: "tls", sni: "mqtt.example.com", port: 8883 }, both)).toEqual({
      index: 2,
      problems: ["tls route number 2 stands in front and takes the same connections"],
    });
  });

  it("picks an http route by name, among narrower ones in front of it", () => {
    const http = [
      { name: "api", match: [{ uri: { prefix: "/api" } }], route: to("api") },
      { name: "main", route: to("blue", "green") },
    ];
    expect(chosen({ http }, { kind: "http", name: "main" }, both)).toEqual({ index: 1, problems: [] });
    expect(chosen({ http: [...http].reverse() }, { kind: "http", name: "api" }, both).problems).toEqual([
      "http route number 1 stands in front and takes the same connections",
    ]);
  });

  it("without a name or port takes the one route that sends to both sides", () => {
    const http = [{ route: to("x") }, { route: to("blue", "green") }];
    expect(chosen({ http }, { kind: "http" }, both).index).toBe(1);
    expect(chooseRoute({ http: [] }, { kind: "http" }, both)).toEqual({
      ok: false,
      why: "no http route to both sides in the VirtualService",
    });
  });
});
