import { describe, expect, it } from "vitest";
import type { KubeObject } from "../kube-client.ts";
import { clustersOf, listenersOf, serviceAddressAnnotation, translate } from "./translate.ts";

const to = (host: string, weight?: number) => ({
  destination: { host, port: { number: 1883 } },
  ...(weight === undefined ? {} : { weight }),
});
const route = (...destinations: object[]) => ({ match: [{ port: 1883 }], route: destinations });
const virtualService = (
  tcp: object[],
  name = "emqx",
  creationTimestamp = "2026-01-01T00:00:00Z",
): KubeObject => ({
  metadata: { name, namespace: "mqtt", creationTimestamp },
  spec: { hosts: ["*"], tcp },
});
const blue = "outbound|1883||blue.mqtt.svc.cluster.local";
const green = "outbound|1883||green.mqtt.svc.cluster.local";

describe("a VirtualService as Envoy gets it", () => {
  it("splits by the weights", () => {
    expect(translate([virtualService([route(to("blue", 75), to("green", 25))])], 1883)).toEqual({
      kind: "route",
      destinations: [
        { cluster: blue, weight: 75 },
        { cluster: green, weight: 25 },
      ],
    });
  });

  it("leaves a destination of weight 0 out", () => {
    const translation = translate([virtualService([route(to("blue", 100), to("green", 0))])], 1883);
    expect(translation).toEqual({ kind: "route", destinations: [{ cluster: blue, weight: 100 }] });
  });

  it("gives a single destination everything, whatever its weight", () => {
    const translation = translate([virtualService([route(to("green"))])], 1883);
    expect(translation).toEqual({ kind: "route", destinations: [{ cluster: green, weight: 1 }] });
  });

  it("takes a short host and its full name for the same", () => {
    const full = translate([virtualService([route(to("green.mqtt.svc.cluster.local"))])], 1883);
    expect(full).toEqual(translate([virtualService([route(to("green"))])], 1883));
  });

  it("picks the first route on the port, of the oldest VirtualService", () => {
    const other = { match: [{ port: 8883 }], route: [to("other")] };
    const older = virtualService([other, route(to("green"))], "b", "2026-01-01T00:00:00Z");
    const newer = virtualService([route(to("blue"))], "a", "2026-02-01T00:00:00Z");
    expect(translate([newer, older], 1883)).toMatchObject({ destinations: [{ cluster: green }] });
  });

  it.each([
    ["weights that sum to 0", [route(to("blue", 0), to("green", 0))]],
    ["a negative weight", [route(to("blue", 101), to("green", -1))]],
  ])("is not followed with %s: what was there stays", (_, tcp) => {
    expect(translate([virtualService(tcp)], 1883).kind).toBe("invalid");
  });

  it("that is gone leaves no listener", () => {
    expect(listenersOf(translate([], 1883), { host: "127.0.0.1", port: 1 })).toEqual([]);
  });

  it("has its weights inline in the filter, so that a change replaces the filter chain", () => {
    const listen = { host: "127.0.0.1", port: 20000 };
    const at = (weight: number) =>
      JSON.stringify(
        listenersOf(
          translate([virtualService([route(to("blue", 100 - weight), to("green", weight))])], 1883),
          listen,
        ),
      );
    expect(at(10)).toContain(`{"name":"${green}","weight":10}`);
    expect(at(10)).not.toBe(at(25));
  });
});

describe("the clusters of Envoy", () => {
  const service = (name: string, address?: string): KubeObject => ({
    metadata: {
      name,
      namespace: "mqtt",
      ...(address === undefined ? {} : { annotations: { [serviceAddressAnnotation]: address } }),
    },
    spec: { ports: [{ port: 1883 }] },
  });

  it("are there for every Service with an address, routed to or not, under the Service's name in the statistics", () => {
    const clusters = clustersOf([
      service("green", "127.0.0.1:2"),
      service("blue", "127.0.0.1:1"),
      service("elsewhere"),
    ]);
    expect(clusters.map((cluster) => [cluster["name"], cluster["alt_stat_name"]])).toEqual([
      [blue, "blue"],
      [green, "green"],
    ]);
  });
});
