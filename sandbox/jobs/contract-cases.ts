import { type Message, openSession, type Qos, type Session, type SessionOptions } from "../mqtt/session.ts";
import { check, eventually, pauseMs } from "./job.ts";

export type Bench = { address: string; prefix: string; clientId: (who: string) => string };
export type ContractCase = { name: string; test: (bench: Bench) => Promise<void> };

type Client = { session: Session; inbox: Message[] };

const arrivalMs = 3000;
/** Long enough for what must not arrive to arrive. */
const quietMs = 150;

async function client(bench: Bench, who: string, options: Partial<SessionOptions> = {}): Promise<Client> {
  const inbox: Message[] = [];
  const onMessage = (message: Message) => inbox.push(message);
  const session = await openSession({
    address: bench.address,
    clientId: bench.clientId(who),
    onMessage,
    ...options,
  });
  return { session, inbox };
}

async function arrives({ inbox }: Client, count: number, what: string): Promise<void> {
  check(
    await eventually(() => inbox.length >= count, arrivalMs),
    `${what}: ${inbox.length} of ${count} arrived`,
  );
}

/**
 * A session is kept by the pod that it was made on, and a Service picks the pod: this knocks until it is found. As a
 * client of version 5 without an expiry, so that a knock on another pod leaves no session there to be found next time.
 */
const placesToLook = 30;

async function returnToSession(bench: Bench, who: string): Promise<Client> {
  for (let n = 0; n < placesToLook; n++) {
    const back = await client(bench, who, { clean: false, version: 5 });
    if (back.session.present) return back;
    back.session.end();
  }
  throw new Error(`no session present in ${placesToLook} connections`);
}

/** Both ends on one session: what this asks holds on any single broker and on any cluster. */
function roundTrip(version: 4 | 5, qos: Qos): ContractCase {
  return {
    name: `MQTT ${version === 4 ? "3.1.1" : "5"} QoS ${qos}: 20 messages once each, in order`,
    async test(bench) {
      const one = await client(bench, "one", { version });
      check((await one.session.subscribe(`${bench.prefix}/t`, qos)) === qos, "subscription not granted");
      const sent = Array.from({ length: 20 }, (_, n) => String(n));
      await Promise.all(sent.map((payload) => one.session.publish(`${bench.prefix}/t`, payload, { qos })));
      await arrives(one, sent.length, "messages");
      await pauseMs(quietMs / 3);
      const received = one.inbox.map(({ payload }) => payload).join();
      check(received === sent.join(), `received ${received}`);
      check(
        one.inbox.every((message) => message.qos === qos),
        "another QoS was delivered",
      );
      one.session.end();
    },
  };
}

export const contracts: readonly ContractCase[] = [
  roundTrip(4, 0),
  roundTrip(4, 1),
  roundTrip(4, 2),
  roundTrip(5, 0),
  roundTrip(5, 1),
  roundTrip(5, 2),
  {
    name: "QoS is lowered to the subscription's",
    async test(bench) {
      const one = await client(bench, "one");
      await one.session.subscribe(`${bench.prefix}/t`, 1);
      await one.session.publish(`${bench.prefix}/t`, "x", { qos: 2 });
      await arrives(one, 1, "message");
      check(one.inbox[0]?.qos === 1, `delivered with QoS ${one.inbox[0]?.qos}`);
      one.session.end();
    },
  },
  {
    name: "+ matches one level, # any number of them",
    async test(bench) {
      const { prefix } = bench;
      const plus = await client(bench, "plus");
      const hash = await client(bench, "hash");
      await plus.session.subscribe(`${prefix}/+/end`, 1);
      await hash.session.subscribe(`${prefix}/#`, 1);
      for (const session of [plus.session, hash.session])
        for (const topic of ["a/end", "a/b/end", "end"])
          await session.publish(`${prefix}/${session === plus.session ? "p" : "h"}${topic}`, topic, {
            qos: 1,
          });
      const ofHash = () => hash.inbox.filter(({ topic }) => topic.startsWith(`${prefix}/h`)).length;
      check(await eventually(() => ofHash() === 3, arrivalMs), `# received ${ofHash()} of 3`);
      await pauseMs(quietMs);
      const ends = plus.inbox.map(({ topic }) => topic.slice(prefix.length + 1));
      check(
        ends.every((topic) => /^[ph]a\/end$/.test(topic)) && ends.includes("pa/end"),
        `+ received ${ends.join()}`,
      );
      plus.session.end();
      hash.session.end();
    },
  },
  {
    name: "an unsubscribed topic is quiet",
    async test(bench) {
      const one = await client(bench, "one");
      await one.session.subscribe(`${bench.prefix}/t`, 1);
      await one.session.unsubscribe(`${bench.prefix}/t`);
      await one.session.publish(`${bench.prefix}/t`, "x", { qos: 1 });
      await pauseMs(quietMs);
      check(one.inbox.length === 0, "a message came after the unsubscription");
      one.session.end();
    },
  },
  {
    name: "a retained message greets a later subscriber, and an empty one removes it",
    async test(bench) {
      const topic = `${bench.prefix}/retained`;
      const one = await client(bench, "one");
      await one.session.publish(topic, "kept", { qos: 1, retain: true });
      await one.session.subscribe(topic, 1);
      await arrives(one, 1, "retained message");
      check(one.inbox[0]?.payload === "kept" && one.inbox[0].retain, "not marked as retained");
      await one.session.unsubscribe(topic);
      await one.session.publish(topic, "", { qos: 1, retain: true });
      one.inbox.length = 0;
      await one.session.subscribe(topic, 1);
      await pauseMs(quietMs);
      check(one.inbox.length === 0, "the retained message is still there");
      one.session.end();
    },
  },
  {
    name: "a will is sent for a cut connection",
    async test(bench) {
      const topic = `${bench.prefix}/will`;
      const heir = await client(bench, "heir");
      await heir.session.subscribe(topic, 1);
      const dying = await client(bench, "dying", { will: { topic, payload: "gone", qos: 1 } });
      dying.session.cut();
      await arrives(heir, 1, "will");
      heir.session.end();
    },
  },
  {
    name: "no will is sent after a DISCONNECT",
    async test(bench) {
      const topic = `${bench.prefix}/will`;
      const heir = await client(bench, "heir");
      await heir.session.subscribe(topic, 1);
      const leaving = await client(bench, "leaving", { will: { topic, payload: "gone", qos: 1 } });
      leaving.session.end();
      await pauseMs(quietMs);
      check(heir.inbox.length === 0, "the will was sent");
      heir.session.end();
    },
  },
  {
    name: "a persistent session keeps what came while its client was away",
    async test(bench) {
      const topic = `${bench.prefix}/queued`;
      const away = await client(bench, "away", { clean: false });
      check((await away.session.subscribe(topic, 1)) === 1, "subscription not granted");
      away.session.end();
      const sender = await client(bench, "sender");
      const sent = Array.from({ length: 10 }, (_, n) => String(n));
      for (const payload of sent) await sender.session.publish(topic, payload, { qos: 1 });
      sender.session.end();
      const back = await returnToSession(bench, "away");
      await arrives(back, sent.length, "queued messages");
      check(back.inbox.map(({ payload }) => payload).join() === sent.join(), "not in order");
      back.session.end();
    },
  },
  {
    name: "version 5 passes properties on",
    async test(bench) {
      const one = await client(bench, "one", { version: 5 });
      await one.session.subscribe(`${bench.prefix}/t`, 1);
      await one.session.publish(`${bench.prefix}/t`, "{}", { qos: 1, contentType: "application/json" });
      await arrives(one, 1, "message");
      check(one.inbox[0]?.contentType === "application/json", "the content type is gone");
      one.session.end();
    },
  },
  {
    name: "a message of 256 KiB arrives whole",
    async test(bench) {
      const payload = "0123456789abcdef".repeat(16_384);
      const one = await client(bench, "one");
      await one.session.subscribe(`${bench.prefix}/t`, 1);
      await one.session.publish(`${bench.prefix}/t`, payload, { qos: 1 });
      await arrives(one, 1, "message");
      check(one.inbox[0]?.payload === payload, "it was changed on the way");
      one.session.end();
    },
  },
];
