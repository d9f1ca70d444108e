import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Message, openSession, type Qos, type Session } from "../mqtt/session.ts";
import { mosquitto, startBroker, type TestBroker } from "../mqtt/test-broker.ts";
import { type FaultSet, noFaults } from "./fault-set.ts";
import { rotating } from "./ready-pods.ts";
import { createShim, type Shim } from "./shim.ts";

let broker: TestBroker;
let shim: Shim;
let address: string;
const open: Session[] = [];

async function listenOn(pods: string[]): Promise<void> {
  shim = createShim(rotating(() => pods));
  await new Promise<void>((resolve) => shim.server.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(shim.server.address() as AddressInfo).port}`;
}

async function join(clientId: string, inbox: Message[] = [], connectTimeoutMs = 500): Promise<Session> {
  const onMessage = (message: Message) => inbox.push(message);
  const session = await openSession({ address, clientId, onMessage, connectTimeoutMs });
  open.push(session);
  return session;
}

/** Fewer than a test loses in a row, to see that losing does not fill the broker's window. */
const smallWindow = 20;
const faulty = (change: Partial<FaultSet>) => shim.apply({ ...noFaults, ...change });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const count = (inbox: Message[], qos: Qos) => inbox.filter((message) => message.qos === qos).length;

describe.skipIf(mosquitto === undefined)("the shim, in front of a real broker", () => {
  beforeEach(async () => {
    broker = await startBroker(smallWindow);
    await listenOn([broker.address]);
  });
  afterEach(async () => {
    for (const session of open.splice(0)) session.cut();
    shim.close();
    await broker.stop();
  });

  it("carries messages of every QoS and size unchanged", async () => {
    const inbox: Message[] = [];
    const session = await join("plain", inbox);
    await session.subscribe("t", 2);
    const payload = "abcdefgh".repeat(50_000);
    for (const qos of [0, 1, 2] as const) await session.publish("t", payload, { qos });
    await expect.poll(() => inbox.map((message) => message.qos)).toEqual([0, 1, 2]);
    expect(inbox.every((message) => message.payload === payload)).toBe(true);
  });

  it("delays an acknowledgement by the latency at least, on a connection that was open before", async () => {
    const session = await join("slow");
    faulty({ latencyMs: 120 });
    const began = performance.now();
    await session.publish("t", "x", { qos: 1 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(120);
    faulty({});
    await session.publish("t", "x", { qos: 1 });
  });

  it("refuses new connections and leaves the open ones alone", async () => {
    const session = await join("early");
    faulty({ refuse: 1 });
    await expect(join("late")).rejects.toThrow();
    await session.publish("t", "still here", { qos: 1 });
    expect(shim.counters().refused).toBe(1);
  });

  it("loses messages that the broker believes delivered, so that more than its window can follow", async () => {
    const inbox: Message[] = [];
    const session = await join("loser", inbox);
    await session.subscribe("t", 2);
    faulty({ lose: 1 });
    for (let n = 0; n < 60; n++) await session.publish("t", String(n), { qos: n % 2 === 0 ? 1 : 2 });
    await pause(50);
    expect(inbox).toHaveLength(0);
    expect(shim.counters().lost).toBe(60);
    faulty({});
    for (let n = 0; n < 60; n++) await session.publish("t", `again ${n}`, { qos: n % 2 === 0 ? 1 : 2 });
    await expect.poll(() => inbox).toHaveLength(60);
  });

  it("loses about as many as its rate says, and delivers the rest once", async () => {
    const inbox: Message[] = [];
    const session = await join("lossy", inbox);
    await session.subscribe("t", 2);
    faulty({ lose: 0.5 });
    // One by one: this Mosquitto itself stops delivering QoS 2 bursts that are longer than its window.
    for (let n = 0; n < 200; n++) await session.publish("t", String(n), { qos: 2 });
    await expect.poll(() => inbox.length + shim.counters().lost).toBe(200);
    expect(new Set(inbox.map(({ payload }) => payload)).size).toBe(inbox.length);
    expect(inbox.length).toBeGreaterThan(50);
    expect(inbox.length).toBeLessThan(150);
  });

  it("delivers twice: QoS 1 marked as a repetition, QoS 2 as a second message, and the broker carries on", async () => {
    const inbox: Message[] = [];
    const session = await join("twice", inbox);
    await session.subscribe("t", 2);
    faulty({ duplicate: 1 });
    for (let n = 0; n < 50; n++) {
      await session.publish("t", String(n), { qos: 1 });
      await session.publish("t", String(n), { qos: 2 });
    }
    await expect.poll(() => inbox).toHaveLength(200);
    expect(count(inbox, 1)).toBe(100);
    expect(count(inbox, 2)).toBe(100);
    expect(inbox.filter(({ dup }) => dup).every(({ qos }) => qos === 1)).toBe(true);
    faulty({});
    await session.publish("t", "once", { qos: 2 });
    await expect.poll(() => inbox).toHaveLength(201);
  });

  it("hangs: nothing moves and nothing is closed, and all of it arrives afterwards", async () => {
    const inbox: Message[] = [];
    const session = await join("hung", inbox);
    await session.subscribe("t", 1);
    faulty({ hang: true });
    const acknowledged = session.publish("t", "late", { qos: 1 });
    await expect(join("new", [], 150)).rejects.toThrow("no CONNACK in time");
    expect(inbox).toHaveLength(0);
    faulty({});
    await acknowledged;
    await expect.poll(() => inbox).toHaveLength(1);
  });

  it("forgets the clients that leave during a hang", async () => {
    faulty({ hang: true });
    for (let n = 0; n < 5; n++) await expect(join(`short-${n}`, [], 30)).rejects.toThrow();
    await expect.poll(() => shim.counters().open).toBe(0);
  });

  it("is down: open connections are cut, new ones too, until it is up again", async () => {
    const session = await join("early");
    faulty({ down: true });
    await expect(session.publish("t", "x", { qos: 1 })).rejects.toThrow("connection closed");
    await expect(join("late")).rejects.toThrow();
    faulty({});
    await (await join("back")).publish("t", "x", { qos: 1 });
  });

  it("closes a client's connection when its pod dies", async () => {
    const session = await join("orphan");
    await broker.kill();
    await expect(session.publish("t", "x", { qos: 1 })).rejects.toThrow("connection closed");
  });
});

describe.skipIf(mosquitto === undefined)("the shim, in front of several pods", () => {
  let pods: TestBroker[];
  beforeEach(async () => {
    pods = await Promise.all([1, 2, 3].map(() => startBroker()));
    await listenOn(pods.map((pod) => pod.address));
  });
  afterEach(async () => {
    for (const session of open.splice(0)) session.cut();
    shim.close();
    await Promise.all(pods.map((pod) => pod.stop()));
  });

  it("spreads connections evenly", async () => {
    const inbox: Message[] = [];
    const sessions = await Promise.all(Array.from({ length: 9 }, (_, n) => join(`spread-${n}`, inbox)));
    await Promise.all(sessions.map((session) => session.subscribe("t", 1)));
    await sessions[0]?.publish("t", "x", { qos: 1 });
    await expect.poll(() => inbox).toHaveLength(3);
  });

  it("tries the next pod when one refuses, and no client notices", async () => {
    await pods[0]?.kill();
    for (let n = 0; n < 12; n++) await (await join(`try-${n}`)).publish("t", "x", { qos: 1 });
  });

  it("resets the client when there is no pod left", async () => {
    for (const pod of pods) await pod.kill();
    await expect(join("nobody")).rejects.toThrow();
    expect(shim.counters().unreachable).toBe(1);
  });
});
