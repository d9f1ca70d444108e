import { answerOfEntry } from "../core/engine/answer-of-entry.ts";
import type { Answer, Command } from "../core/engine/command.ts";
import type { Decision, Subject } from "../core/engine/decision.ts";
import type { Effect } from "../core/engine/effect.ts";
import { bodyDigest, replay } from "../core/engine/handle-command.ts";
import type { Entry } from "../core/journal/entry.ts";
import type { Status } from "../core/status/status.ts";
import { writeUrgently } from "../controller/act.ts";
import { oweEvents, payEvents } from "../controller/call-out.ts";
import { decideOnBlue } from "../controller/decide-on-blue.ts";
import { ENGINE } from "../controller/engine-version.ts";
import type { Controller } from "../controller/loop.ts";
import { observe } from "../controller/observe.ts";
import type { Ports } from "../controller/ports.ts";
import { flushJournal } from "../controller/reconcile.ts";
import { baseStatus, isBeforeDoor, subjectOf } from "../controller/subject.ts";
import type { Key, StoredMigration } from "../ports/migration-store.ts";
import type { RouteWrite } from "../ports/traffic-router.ts";

export type CommandDeps = { ports: Ports; controller: Controller };

/** After this long the answer is `unknown`: the client asks again with the same id. */
const ANSWER_WITHIN_MS = 10_000;
/** Conflicts are waited out a little longer each time, up to this many times ten milliseconds. */
const LONGEST_PAUSE = 8;
/** These act at once, on what is known already: they ask nobody but the Kubernetes API. */
const URGENT = new Set(["rollback", "hold"]);

/**
 * Carries out one command of somebody who may give it (the caller has asked). `undefined`: there is no such Migration. Rollback and hold
 * act here and now; the others become the intent in the status, which the leader carries out.
 */
export async function sendCommand(
  deps: CommandDeps,
  key: Key,
  command: Command,
): Promise<Answer | undefined> {
  const deadline = deps.ports.clock.monotonic() + ANSWER_WITHIN_MS;
  const urgent = URGENT.has(command.body.kind);
  let lowered: Lowered | undefined;
  for (let tries = 0; deps.ports.clock.monotonic() < deadline; tries += 1) {
    const stored = await deps.ports.store.get(key, { fresh: tries > 0 });
    if (!stored) return undefined;
    const attempt = await attemptOnce(deps, stored, command, { urgent, fresh: tries > 0, lowered });
    if (attempt.state === "answered")
      return attempt.answer.outcome === "unknown" && attempt.answer.reasons.length === 0
        ? settle(deps, key, command, deadline, attempt.answer)
        : attempt.answer;
    if (attempt.state === "gone") return undefined;
    lowered ??= attempt.lowered;
    // Without an answer it may have happened: the next try finds the command on record then, and does nothing twice (F02).
    await deps.ports.clock.sleep(10 * Math.min(tries, LONGEST_PAUSE) * (0.5 + Math.random()));
  }
  return { outcome: "unknown", reasons: [] };
}

type Attempt =
  | { state: "answered"; answer: Answer }
  /** `lowered`: the route was written beside the status, which was not. */
  | { state: "conflict" | "gone" | "unknown"; lowered: Lowered | undefined };

/** From which weight a rollback has lowered the route already, and under which mark. */
type Lowered = { from: number; mark: number };

async function attemptOnce(
  { ports, controller }: CommandDeps,
  stored: StoredMigration,
  command: Command,
  how: { urgent: boolean; fresh: boolean; lowered: Lowered | undefined },
): Promise<Attempt> {
  const { key } = stored;
  const memory = controller.memories.of(key);
  const status = baseStatus(stored, memory);
  const subject = subjectOf(stored, status);
  if (subject.plan.ok) payEvents(ports, stored, subject.plan.value, memory);
  const known = await knownAnswer(ports, key, status, command, how.urgent);
  if (known?.state === "stands") return { state: "answered", answer: known.answer };
  const observed = await observe(ports, stored, status, subject, memory, {
    fresh: how.fresh || !how.urgent,
    metrics: !how.urgent,
  });
  const { decision, observation } = await decideOnBlue(ports, stored, {
    subject,
    status,
    observation: how.lowered ? { ...observed, lowered: how.lowered.mark } : observed,
    command: {
      ...command,
      ...(known && { again: true }),
      ...(how.lowered && { loweredFrom: how.lowered.from }),
    },
    now: ports.clock.now(),
    takeover: false,
    engine: ENGINE,
  });
  const answer = decision.answer ?? { outcome: "unknown", reasons: [] };
  const effects = decision.effects.filter(isUrgentWrite);
  const recorded = ports.store.writeStatus(stored, decision.next);
  // Beside its record; but where somebody may open a one-way door in this very moment, the record says first whether there is a way back.
  const isRecorded = isBeforeDoor(subject, status) ? (await recorded).state === "written" : true;
  const [write, ...routes] = await Promise.all([
    recorded,
    ...(isRecorded ? effects : []).map((effect) => writeRoute(ports, subject, key, effect)),
  ]);
  if (write.state === "unknown") oweEvents(memory, stored, decision);
  if (write.state === "conflict" || write.state === "gone" || write.state === "unknown")
    return { state: write.state, lowered: loweredBy(status, effects, routes) };
  const down = effects.length > 0 && routes.every((route) => route?.state === "written");
  if (write.state === "forbidden") {
    // Traffic is back, and the record of it is still owed: the leader tries on, and so may whoever asked.
    const { route } = observation;
    const wasDown = route.state === "known" && route.value.weight === 0;
    if (how.urgent && (wasDown || down))
      return {
        state: "answered",
        answer: { outcome: "unknown", reasons: [{ code: "state", message: write.why }] },
      };
    throw new Error(write.why);
  }
  memory.working = { status: decision.next, base: write.stored.resourceVersion };
  tellOthers(ports, key, subject, decision);
  await flushJournal(ports, memory, decision.next);
  controller.kick(key);
  // Intent and entry are durable and the weight was read back: nothing is left to wait for.
  return {
    state: "answered",
    answer: answer.outcome === "unknown" && down && how.urgent ? { ...answer, outcome: "done" } : answer,
  };
}

const isUrgentWrite = (effect: Effect): effect is Extract<Effect, { kind: "set-weight" | "mark-route" }> =>
  (effect.kind === "set-weight" || effect.kind === "mark-route") && effect.urgent;

function writeRoute(
  ports: Ports,
  subject: Subject,
  key: Key,
  effect: Extract<Effect, { kind: "set-weight" | "mark-route" }>,
): Promise<RouteWrite> {
  if (!subject.plan.ok) return Promise.resolve({ state: "gone" });
  return writeUrgently(ports, key, subject.plan.value, effect);
}

function tellOthers(ports: Ports, key: Key, subject: Subject, { effects }: Decision): void {
  if (!subject.plan.ok) return;
  for (const effect of effects)
    if (effect.kind === "notify") ports.notifier.notify(key, subject.plan.value, effect.event);
}

/** What a rollback found before it wrote the route, though its status was not taken. */
function loweredBy(
  status: Status,
  effects: readonly Effect[],
  routes: readonly (RouteWrite | undefined)[],
): Lowered | undefined {
  const written = effects.find(
    (effect, index) => effect.kind === "set-weight" && routes[index]?.state === "written",
  );
  const from = status.drift?.to ?? status.route?.weight;
  if (written?.kind !== "set-weight" || from === undefined) return undefined;
  return { from, mark: written.mark.seq };
}

type Known = { state: "stands"; answer: Answer } | { state: "again" };

const REUSED: Known = {
  state: "stands",
  answer: {
    outcome: "conflict",
    reasons: [{ code: "id-reused", message: "this id was used by another command" }],
  },
};

/** What became of this id before: in the status, or, when that has forgotten it, in the journal. `undefined`: it is new. */
async function knownAnswer(
  ports: Ports,
  key: Key,
  status: Status,
  command: Command,
  urgent: boolean,
): Promise<Known | undefined> {
  const { id, kind } = command.body;
  const recent = status.recent.find((one) => one.id === id);
  if (recent) {
    const answer = replay(recent, command, status.run);
    return answer ? { state: "stands", answer } : { state: "again" };
  }
  // The status keeps the last 64: only a longer history can hold an older one.
  if (status.recent.length < 64) return undefined;
  const entry = await entryOf(ports, key, id, urgent);
  if (!entry) return undefined;
  const { kind: written, answer } = answerOfEntry(entry);
  if (entry.actor !== command.actor || (written !== "refused" && written !== kind)) return REUSED;
  if (kind === "rollback" && entry.seq < status.run) return { state: "again" };
  return { state: "stands", answer };
}

/** A way back does not wait for a journal that cannot be read: going back once more than was asked is always safe. */
async function entryOf(ports: Ports, key: Key, id: string, urgent: boolean): Promise<Entry | undefined> {
  try {
    return await ports.store.entryOf(key, id);
  } catch (error) {
    if (!urgent) throw error;
    ports.log.warn({ migration: key, error: String(error) }, "the journal could not be asked for this id");
    return undefined;
  }
}

/** Waits for the leader to carry the intent out, until the deadline. */
async function settle(
  { ports, controller }: CommandDeps,
  key: Key,
  command: Command,
  deadline: number,
  sofar: Answer,
): Promise<Answer> {
  const digest = bodyDigest(command);
  let wake = (): void => undefined;
  const unsubscribe = controller.live.subscribe(key, () => wake());
  try {
    for (;;) {
      const recent = (await ports.store.get(key, { fresh: false }))?.status?.recent.find(
        (one) => one.id === command.body.id && one.body === digest,
      );
      if (recent && recent.outcome !== "unknown") {
        return {
          outcome: recent.outcome,
          reasons: recent.reasons,
          ...(recent.entry !== undefined && { entry: recent.entry }),
        };
      }
      const left = deadline - ports.clock.monotonic();
      if (left <= 0) return sofar;
      await Promise.race([
        new Promise<void>((resolve) => (wake = resolve)),
        ports.clock.sleep(Math.min(250, left)),
      ]);
    }
  } finally {
    unsubscribe();
  }
}
