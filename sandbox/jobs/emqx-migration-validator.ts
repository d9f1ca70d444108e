import { openSession, type Session } from "../mqtt/session.ts";
import { check, eventually, type JobEnvironment, pauseMs, runJob } from "./job.ts";
import { RowSet } from "./row-sets.ts";

const rows = 200;
/** Clients of the gateway that share the rows among them. */
const devices = 10;
const arrivalMs = 5000;
/** Repetitions come right behind; this is long enough to see them. */
const quietMs = 300;
const rowKeys = Array.from({ length: rows }, (_, n) => `row-${n}`);
const valueOf = (key: string) => `${key}:${(Number(key.slice(4)) * 7919) % 1009}`;

/**
 * Do both sides hold the same? Writes every row to both, reads it back from both by other sessions, compares counts and
 * checksums, live and retained; then writes through the gateway and counts what a subscriber of both sides receives.
 */
await runJob("row-count-validation", async (env) => {
  const run = `validate-${Date.now().toString(36)}`;
  const live = await compareSides(env, run, false);
  const retained = await compareSides(env, run, true);
  const fanIn = await countFanIn(env, run);
  return `${live}; ${retained}; ${fanIn}`;
});

async function compareSides(
  { blue, green }: JobEnvironment,
  run: string,
  retained: boolean,
): Promise<string> {
  const kind = retained ? "retained" : "rows";
  const sides = { blue: new RowSet(), green: new RowSet() };
  const addresses = { blue, green };
  const names = ["blue", "green"] as const;
  const write = async (side: "blue" | "green", value: (key: string) => string) => {
    const writer = await openSession({ address: addresses[side], clientId: `${run}-${kind}-writer-${side}` });
    await Promise.all(
      rowKeys.map((key) => writer.publish(`${run}/${kind}/${key}`, value(key), { qos: 1, retain: retained })),
    );
    writer.end();
  };
  const read = (side: "blue" | "green") =>
    reader(addresses[side], `${run}-${kind}-reader-${side}`, `${run}/${kind}/#`, sides[side]);

  const early = retained ? [] : await Promise.all(names.map(read));
  await Promise.all(names.map((side) => write(side, valueOf)));
  // Retained rows have to reach every broker of the side before a new reader may ask any of them.
  if (retained) await pauseMs(quietMs);
  const late = retained ? await Promise.all(names.map(read)) : [];
  await eventually(() => names.every((side) => sides[side].size >= rows), arrivalMs);
  for (const session of [...early, ...late]) session.end();
  if (retained) await Promise.all(names.map((side) => write(side, () => "")));

  const said = `${kind}: blue ${sides.blue.size}, green ${sides.green.size}`;
  check(
    names.every((side) => sides[side].size === rows),
    `${said} of ${rows}`,
  );
  check(sides.blue.checksum === sides.green.checksum, `${said}, but their contents differ`);
  return `${said}, checksum ${sides.blue.checksum}`;
}

async function openWriters(address: string, run: string): Promise<Session[]> {
  return Promise.all(
    Array.from({ length: devices }, (_, n) => openSession({ address, clientId: `${run}-device-${n}` })),
  );
}

async function countFanIn({ blue, green, gateway }: JobEnvironment, run: string): Promise<string> {
  const received = new RowSet();
  const perSide = { blue: new RowSet(), green: new RowSet() };
  const readers = await Promise.all(
    (["blue", "green"] as const).map((side) =>
      reader(
        side === "blue" ? blue : green,
        `${run}-fan-in-${side}`,
        `${run}/fan-in/#`,
        perSide[side],
        received,
      ),
    ),
  );
  const writers = await openWriters(gateway, run);
  const write = (writer: Session, place: number) =>
    rowKeys
      .filter((_, n) => n % devices === place)
      .map((key) => writer.publish(`${run}/fan-in/${key}`, valueOf(key), { qos: 2 }));
  await Promise.all(writers.flatMap(write));
  await eventually(() => received.size >= rows, arrivalMs);
  await pauseMs(quietMs);
  for (const session of [...readers, ...writers]) session.end();
  const said = `through the gateway ${received.size} of ${rows} (blue ${perSide.blue.size}, green ${perSide.green.size})`;
  check(received.size === rows, said);
  check(received.repeated.length === 0, `${said}, ${received.repeated.length} of them more than once`);
  return said;
}

async function reader(
  address: string,
  clientId: string,
  filter: string,
  ...into: RowSet[]
): Promise<Session> {
  const onMessage = ({ topic, payload }: { topic: string; payload: string }) => {
    for (const set of into) set.add(topic.slice(topic.lastIndexOf("/") + 1), payload);
  };
  const session = await openSession({ address, clientId, onMessage });
  await session.subscribe(filter, 2);
  return session;
}
