import { openSession, type Session } from "../mqtt/session.ts";
import { pauseMs, runJob } from "./job.ts";
import { type Figures, judgeLoad, TooSlow } from "./load-verdict.ts";

const clients = 40;
const messagesPerSecond = 400;
const connectsPerSecond = 40;
const loadMs = 5_000;
const tickMs = 50;
/** A busy machine spoils a round now and then; a slow green spoils all of them. */
const rounds = 4;

/** Real load on green: connections, QoS 1 and QoS 2 messages, both latencies. Only a late answer gets another round. */
await runJob("load-test", async ({ green }) => {
  for (let round = 1; ; round++) {
    try {
      const said = await loadOnce(green);
      return round === 1 ? said : `${said}, in round ${round}`;
    } catch (error) {
      if (!(error instanceof TooSlow) || round === rounds) throw error;
    }
  }
});

async function loadOnce(green: string): Promise<string> {
  const run = `load-${Date.now().toString(36)}`;
  const figures: Figures = { acks: [], endToEnd: [], sent: 0, failed: 0, received: 0 };
  const sessions = await Promise.all(
    Array.from({ length: clients }, (_, n) => openLoaded(green, `${run}-${n}`, figures)),
  );
  const connects = await loadFor(sessions, run, green, figures);
  await pauseMs(1000);
  for (const session of sessions) session.end();
  return judgeLoad(figures, connects, clients);
}

async function openLoaded(address: string, clientId: string, figures: Figures): Promise<Session> {
  const session = await openSession({
    address,
    clientId,
    onMessage: ({ payload }) => {
      figures.received++;
      figures.endToEnd.push(performance.now() - Number(payload));
    },
  });
  await session.subscribe(`load/${clientId}`, 2);
  return session;
}

async function loadFor(sessions: readonly Session[], run: string, green: string, figures: Figures) {
  const connects = { tried: 0, failed: 0 };
  const began = performance.now();
  for (let turn = 0, elapsed = 0; elapsed < loadMs; elapsed = performance.now() - began) {
    const due = Math.floor((elapsed * messagesPerSecond) / 1000);
    for (; turn < due; turn++) publishOne(sessions, turn, run, figures);
    for (; connects.tried < (elapsed * connectsPerSecond) / 1000; connects.tried++)
      openSession({ address: green, clientId: `${run}-c${connects.tried}` }).then(
        (session) => session.end(),
        () => {
          connects.failed++;
        },
      );
    await pauseMs(tickMs);
  }
  return connects;
}

function publishOne(sessions: readonly Session[], turn: number, run: string, figures: Figures): void {
  const n = turn % sessions.length;
  const sentAt = performance.now();
  figures.sent++;
  sessions[n]?.publish(`load/${run}-${n}`, String(sentAt), { qos: turn % 4 === 0 ? 2 : 1 }).then(
    () => figures.acks.push(performance.now() - sentAt),
    () => {
      figures.failed++;
    },
  );
}
