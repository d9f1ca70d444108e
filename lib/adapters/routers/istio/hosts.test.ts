import { describe, expect, it } from "vitest";
import { hostKey, isService } from "./hosts.ts";

describe("hosts of destinations", () => {
  it("takes short names for their FQDN in the VirtualService's namespace", () => {
    for (const host of [
      "emqx",
      "emqx.mqtt",
      "emqx.mqtt.svc",
      "emqx.mqtt.svc.cluster.local",
      "emqx.mqtt.svc.corp.example.",
      "EMQX",
    ]) {
      expect(isService(host, "mqtt", "emqx")).toBe(true);
    }
    for (const host of ["emqx.other", "emqx2", "emqx.mqtt.example.com", "example.com", "*"]) {
      expect(isService(host, "mqtt", "emqx")).toBe(false);
    }
  });

  it("gives one key to all names of one host", () => {
    expect(hostKey("emqx", "mqtt")).toBe(hostKey("emqx.mqtt.svc.cluster.local", "elsewhere"));
    expect(hostKey("mqtt.example.com", "a")).toBe("mqtt.example.com");
    expect(hostKey("*", "a")).toBe("*");
  });
});
