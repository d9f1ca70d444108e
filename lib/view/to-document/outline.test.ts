import { describe, expect, it } from "vitest";
import { emqxPlan } from "../testing/emqx.ts";
import { nounOf, toOutline } from "./outline.ts";

describe("the outline of a plan", () => {
  it("names what each counter counts", () => {
    expect(nounOf('sum(increase(mqtt_probe_connect_attempts_total{color="$side"}[$window]))')).toBe(
      "attempts",
    );
    expect(nounOf("sum(increase(http_requests_total[$window]))")).toBe("requests");
    expect(nounOf('mqtt_probe_messages_judged_total{color="$side"}')).toBe("messages");
    expect(nounOf("mqtt_probe_publish_ack_duration_seconds")).toBe("samples");
  });

  it("says which object carries the weight and what is counted there", () => {
    expect(toOutline(emqxPlan).traffic).toMatchObject({
      object: "VirtualService emqx-virtual-service",
      unit: "connections",
      existingConnections: "drained",
      drainTimeMs: 45_000,
    });
  });

  it("keeps expressions and job templates to itself", () => {
    expect(JSON.stringify(toOutline(emqxPlan))).not.toContain("increase(");
    expect(JSON.stringify(toOutline(emqxPlan))).not.toContain("registry.example");
  });
});
