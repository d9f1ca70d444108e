import { describe, expect, it } from "vitest";
import { mosquittoConf } from "./broker.ts";
import { renderMetrics } from "./metrics.ts";

describe("the configuration of a pod's broker", () => {
  it("bridges it to the backplane of its side, under ids of its own", () => {
    const conf = mosquittoConf({ name: "emqx-1", port: 2, dataDir: "/data/", backplanePort: 1 });
    expect(conf).toContain("address 127.0.0.1:1\ntopic # both 2\ncleansession false\ntry_private true\n");
    expect(conf).toContain("remote_clientid backplane-emqx-1\n");
  });

  it("has no bridge for the backplane itself, so that there is no loop", () => {
    expect(mosquittoConf({ name: "backplane", port: 1, dataDir: "/data/" })).not.toMatch(/^connection /m);
  });
});

describe("the metrics of a side", () => {
  const pod = {
    pod: "emqx-go-0",
    namespace: "mqtt",
    color: "green",
    container: "emqx-go",
    ready: true,
    restarts: 0,
  };

  it("count restarts of the container from 0, and those of an actor from its first one", () => {
    expect(renderMetrics([pod])).toMatch(/^kube_pod_container_status_restarts_total\{.*color="green"\} 0$/m);
    expect(renderMetrics([pod])).not.toMatch(/^emqx_go_supervisor_restarts_total\{/m);
    expect(renderMetrics([{ ...pod, restarts: 1 }])).toContain(
      'emqx_go_supervisor_restarts_total{color="green",actor_id="emqx-go-0/broker"} 1\n',
    );
  });
});
