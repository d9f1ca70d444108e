import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../mqtt/session.ts";
import { mosquitto, startBroker, type TestBroker } from "../mqtt/test-broker.ts";
import { type FaultSet, noFaults } from "./fault-set.ts";
import { rotating } from "./ready-pods.ts";
import { createShim, type Shim } from "./shim.ts";

/** The prober as it is deployed: a process, known by its settings and its metrics only. */
const program = join(import.meta.dirname, "..", "..", "lib", "probe", "main.ts");

function startProbe(settings: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [program], {
    env: {
      NODE_ENV: "test",
      PATH: process.env["PATH"] ?? "",
      PROBE_METRICS_HOST: "127.0.0.1",
      PROBE_METRICS_PORT: "0",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function metricsUrl(probe: ChildProcess): Promise<string> {
  for await (const line of probe.stdout ?? []) {
    const port = /:(\d+)\/metrics/.exec(String(line))?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}/metrics`;
  }
  throw new Error("the prober ended before it said where its metrics are");
}

async function shimOver(pods: TestBroker[]): Promise<{ shim: Shim; address: string }> {
  const shim = createShim(rotating(() => pods.map((pod) => pod.address)));
  await new Promise<void>((resolve) => shim.server.listen(0, "127.0.0.1", resolve));
  return { shim, address: `127.0.0.1:${(shim.server.address() as AddressInfo).port}` };
}

describe.skipIf(mosquitto === undefined)("the prober, through faults", () => {
  let pods: TestBroker[];
  let blue: Awaited<ReturnType<typeof shimOver>>;
  let green: Awaited<ReturnType<typeof shimOver>>;
  let probe: ChildProcess;
  let url: string;

  beforeAll(async () => {
    pods = await Promise.all([0, 1, 2, 3].map(() => startBroker()));
    blue = await shimOver(pods.slice(0, 1));
    green = await shimOver(pods.slice(1));
    probe = startProbe({
      PROBE_BLUE: blue.address,
      PROBE_GREEN: green.address,
      PROBE_GATEWAY: green.address,
      // Half of the default load, and time enough for a machine that is busy with other tests.
      PROBE_CONNECT_RATE: "80",
      PROBE_CYCLE_RATE: "80",
      PROBE_TIMEOUT_MS: "1500",
      PROBE_DEADLINE_MS: "1500",
    });
    url = await metricsUrl(probe);
  });
  afterAll(async () => {
    probe.kill("SIGKILL");
    blue.shim.close();
    green.shim.close();
    await Promise.all(pods.map((pod) => pod.stop()));
  });

  type Scrape = (name: string, ...labels: string[]) => number;

  /** One scrape: the sum of all series of a name whose labels contain all of `labels`. */
  async function scrape(): Promise<Scrape> {
    const lines = (await (await fetch(url)).text()).split("\n");
    return (name, ...labels) =>
      lines
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
  }
  const sum = async (name: string, ...labels: string[]) => (await scrape())(name, ...labels);
  const direct = ['color="green"', 'path="direct"'];
  const onGreen = (name: string, ...labels: string[]) => sum(name, ...direct, ...labels);
  const notIntact = (read: Scrape, ...labels: string[]) =>
    read("mqtt_probe_messages_judged_total", ...direct, ...labels) -
    read("mqtt_probe_messages_intact_total", ...direct, ...labels);
  const failures = async () => {
    const read = await scrape();
    return {
      cycles: read("mqtt_probe_cycles_total", ...direct, 'result="failure"'),
      connections: read("mqtt_probe_connect_attempts_total", ...direct, 'result="failure"'),
      messages: notIntact(read),
    };
  };
  const none = { cycles: 0, connections: 0, messages: 0 };
  const grows = async (count: () => Promise<number>, by: number) => {
    const before = await count();
    await expect.poll(count, { timeout: 10_000, interval: 50 }).toBeGreaterThanOrEqual(before + by);
  };
  const cyclesSucceed = () => grows(() => onGreen("mqtt_probe_cycles_total", 'result="success"'), 40);
  const apply = (change: Partial<FaultSet>) => green.shim.apply({ ...noFaults, ...change });

  it("finds nothing wrong with healthy sides, and judges QoS 1 and QoS 2", async () => {
    await grows(() => onGreen("mqtt_probe_messages_judged_total", 'qos="1"'), 60);
    await grows(() => onGreen("mqtt_probe_messages_judged_total", 'qos="2"'), 20);
    expect(await failures()).toEqual(none);
    expect(await sum("mqtt_probe_cycles_total", 'color="blue"', 'result="failure"')).toBe(0);
  });

  it("knows which side a session through the gateway is on", async () => {
    await expect.poll(() => sum("mqtt_live_connections", 'color="green"')).toBe(8);
    expect(await sum("mqtt_live_connections", 'color="blue"')).toBe(0);
  });

  it("holds nothing against a side that loses one pod of three", async () => {
    await pods[1]?.kill();
    await cyclesSucceed();
    await pods[1]?.start();
    await cyclesSucceed();
    expect(await failures()).toEqual(none);
  });

  it("counts what is acknowledged and never comes as lost, on the side concerned only", async () => {
    apply({ lose: 0.2 });
    await grows(() => onGreen("mqtt_probe_messages_lost_total", 'qos="1"'), 3);
    await grows(() => onGreen("mqtt_probe_messages_lost_total", 'qos="2"'), 1);
    apply({});
    expect(await sum("mqtt_probe_messages_lost_total", 'color="blue"')).toBe(0);
  });

  it("counts a QoS 2 message that comes twice as not intact, and a QoS 1 message as intact", async () => {
    // What was lost before is judged within the deadline: as many messages as are sent in it, and some more.
    await grows(() => onGreen("mqtt_probe_messages_judged_total"), 250);
    const broken = async (qos: number) => notIntact(await scrape(), `qos="${qos}"`);
    const brokenQos1 = await broken(1);
    apply({ duplicate: 0.5 });
    await grows(() => broken(2), 3);
    await grows(() => onGreen("mqtt_probe_messages_duplicated_total", 'qos="1"'), 3);
    apply({});
    expect(await broken(1)).toBe(brokenQos1);
  });

  it("observes a hang as time-outs above the top bucket, and recovers", async () => {
    const name = "mqtt_probe_publish_ack_duration_seconds";
    const above = async () => {
      const read = await scrape();
      return (
        read(`${name}_count`, ...direct, 'qos="1"') - read(`${name}_bucket`, ...direct, 'le="10"', 'qos="1"')
      );
    };
    apply({ hang: true });
    await grows(above, 20);
    await grows(() => onGreen("mqtt_probe_connect_attempts_total", 'reason="timeout"'), 20);
    apply({});
    await cyclesSucceed();
  });

  it("counts cycles and connections that a side which is down does not serve, and recovers", async () => {
    apply({ down: true });
    await grows(() => onGreen("mqtt_probe_cycles_total", 'result="failure"'), 20);
    await grows(() => onGreen("mqtt_probe_connect_attempts_total", 'reason="reset"'), 20);
    apply({});
    await cyclesSucceed();
  });

  it("leaves cleanly on SIGTERM, and leaves nothing retained behind", async () => {
    const exited = once(probe, "exit");
    probe.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    const left: string[] = [];
    for (const pod of pods) {
      const onMessage = ({ topic }: { topic: string }) => left.push(topic);
      const session = await openSession({ address: pod.address, clientId: "looks-around", onMessage });
      await session.subscribe("crossfade/probe/#", 0);
      await session.publish("crossfade/probe/end", "", { qos: 1 });
      await expect.poll(() => left.at(-1)).toBe("crossfade/probe/end");
      session.end();
    }
    expect(new Set(left)).toEqual(new Set(["crossfade/probe/end"]));
  });
});

describe("the prober, with bad settings", () => {
  it("says in one line which one, and ends", async () => {
    const child = startProbe({ PROBE_BLUE: "blue:1883", PROBE_GREEN: "nowhere" });
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += String(chunk);
    });
    expect(await once(child, "exit")).toEqual([1, null]);
    expect(said).toBe("crossfade-probe: PROBE_GREEN must be HOST:PORT\n");
  });
});
