import { verify } from "../core/journal/chain.ts";
import type { Entry } from "../core/journal/entry.ts";
import type { Intent, Status } from "../core/status/status.ts";
import { isCrossfade, type Stored } from "./api-server.ts";
import { CommandInvariants } from "./invariants-of-commands.ts";
import { EvidenceInvariants } from "./invariants-of-evidence.ts";
import { LeadershipInvariants } from "./invariants-of-leadership.ts";
import { type Op, sameJson } from "./json-patch.ts";
import { STAGES, WEIGHTS } from "./plan.ts";
import { Promises } from "./promises.ts";
import type { Violation } from "./violation.ts";
import { greenWeight, readStatus, routesOf, type Sent, type SimWorld } from "./world.ts";

/** Evidence older than this cannot have been looked at for a weight that rises now: a look, and the calls between it and the write. */
const EVIDENCE_AGE_MS = 12_000;
/** What was bad this long ago may be acted on only now: an API server that was down took no record and no weight meanwhile. */
const SEEN_LATER_MS = 20_000;

/**
 * The invariants of the design, held against what the API server stored and what people were told: nothing here asks the code under test what it
 * thinks. Each violation names its invariant.
 */
export class Invariants {
  readonly violations: Violation[] = [];
  /** Since a rollback was accepted, nothing may rise until somebody begins again. */
  #rolledBack: { id: string; at: number } | undefined;
  /** Set by others' hands: the weight they left, and whether it is respected until somebody goes on. */
  #foreign: { by: string; from: number; to: number; at: number } | undefined;
  #oneWay = false;
  /** When the present stage began to bake, in true time: clocks of processes may be anything. */
  #baking = { run: 0, since: 0 };
  #entriesSeen = new Map<number, string>();
  readonly #world: SimWorld;

  constructor(world: SimWorld) {
    this.#world = world;
    world.api.onStored.push((stored) => {
      if (stored.plural === "virtualservices") this.#route(stored);
      if (stored.plural === "migrations") this.#migration(stored);
      if (stored.plural === "journalentries") this.#entry(stored);
    });
    world.onAnswer = (sent) => this.#answer(sent);
    for (const Others of [CommandInvariants, EvidenceInvariants, LeadershipInvariants, Promises])
      void new Others(world, (invariant, what) => this.report(invariant, what));
  }

  report(invariant: string, what: string): void {
    this.violations.push({ invariant, what, at: this.#world.time });
    this.#world.note(`VIOLATION of ${invariant}: ${what}`);
  }

  #answer({ body, answer }: Sent): void {
    if (answer?.outcome === "done" && body.kind === "rollback") {
      this.#rolledBack = { id: body.id, at: this.#world.time };
      const weight = this.#world.weight();
      const isStepped = this.#world.variant.steps;
      if (weight !== 0 && !isStepped && this.#foreign === undefined)
        this.report("I1 rollback wins", `rollback ${body.id} is done and the weight is ${weight} %`);
    }
  }

  #migration({ by, before, after }: Stored): void {
    if (!isCrossfade(by) || after === undefined) return;
    const was = readStatus(before);
    const now = readStatus(after);
    if (now === undefined) return this.report("a status that can be read", "it is none");
    if (before !== undefined && !sameJson(before.spec, after.spec))
      this.report("I5 only ours", "the spec was changed");
    // Resumed: somebody has seen what others did.
    if (was?.state === "Held" && now.state !== "Held") this.#foreign = undefined;
    if (now.state === "Baking" && now.run !== this.#baking.run)
      this.#baking = { run: now.run, since: this.#world.time };
    const begun =
      now.intent !== undefined && now.intent.kind !== "rollback" && now.intent.seq !== was?.intent?.seq;
    if (begun) {
      this.#rolledBack = undefined;
      // Whoever resumes or begins anew has seen what others did.
      if (now.intent?.kind !== "advance") this.#foreign = undefined;
    }
    if (was && was.planHash !== now.planHash && was.state !== "Pending") {
      const last = this.#world.entries().findLast(({ kind }) => kind === "adopt-plan");
      if (last === undefined || last.seq <= was.journal.length)
        this.report("I10 one plan per run", `the pinned plan changed without an adoption in ${was.state}`);
    }
    // Until its first effect, an intent to go through can be given up.
    if (was?.oneWay === true && !now.oneWay && (was.intent === undefined || was.intent.begun))
      this.report("I11 one-way doors", "the door was forgotten");
    this.#oneWay ||= now.oneWay;
    if (was && now.journal.length < was.journal.length && this.#world.faultless)
      this.report(
        "I8 one entry each",
        `the journal went from ${was.journal.length} to ${now.journal.length}`,
      );
    if (now.journal.pending.length > 16) this.report("I8 one entry each", "more than 16 entries wait");
    if (was?.state === "RolledBack" && ["Baking", "Ready"].includes(now.state))
      this.report("I1 rollback wins", `from RolledBack to ${now.state} without an intent`);
  }

  #entry({ by, before, after }: Stored): void {
    if (before !== undefined) {
      this.report("I8 one entry each", `${by} ${after === undefined ? "deleted" : "changed"} an entry`);
      return;
    }
    const entry = after?.spec as Entry;
    const known = this.#entriesSeen.get(entry.seq);
    if (known !== undefined && known !== entry.hash)
      this.report("I8 one entry each", `two entries ${entry.seq}`);
    this.#entriesSeen.set(entry.seq, entry.hash);
  }

  #route({ by, request, before, after }: Stored): void {
    if (before === undefined || after === undefined) return;
    const [from, to] = [greenWeight(before), greenWeight(after)];
    if (!isCrossfade(by)) {
      if (from === to) return;
      this.#foreign = { by, from, to, at: this.#world.time };
      return;
    }
    const status = this.#world.status();
    const ops = request.body as readonly Op[];
    this.#onlyOurs(before, after);
    const isFenced = ops.some(({ op, path }) => op === "replace" && path === "/metadata/resourceVersion");
    const tests = ops.filter(({ op, path }) => op === "test" && path.endsWith("/destination")).length;
    if (tests < 2) this.report("I3 fenced writes", "the destinations are not tested");
    if (!isFenced && to > from) this.report("I3 fenced writes", `unfenced from ${from} to ${to} %`);
    const writesWeight = ops.some(({ path }) => path.endsWith("/weight"));
    if (writesWeight && from === to) this.report("I6 no idle writes", `${to} % was there already`);
    if (to < from) this.#lowered(status, from, to);
    if (to > from) this.#raised(by, status, from, to);
  }

  /** A rollback by itself may come before its record, where that cannot be written: but only from a green that truly fails. */
  #isGreenBad(): boolean {
    const { traffic, kubelet, time } = this.#world;
    return kubelet.wasBroken("green", SEEN_LATER_MS) || traffic.counts("green", time, SEEN_LATER_MS).bad > 0;
  }

  #lowered(status: Status | undefined, from: number, to: number): void {
    if (this.#oneWay && status?.oneWay === true)
      this.report("I11 one-way doors", `lowered from ${from} to ${to} % behind the door`);
    const asked = this.#world.rollbackAsked();
    const isGoingBack = status?.state === "RollingBack" || status?.intent?.kind === "rollback" || asked;
    if (!isGoingBack && !this.#isGreenBad())
      this.report("I9 people over automation", `lowered from ${from} to ${to} % and nothing goes back`);
  }

  #raised(by: string, status: Status | undefined, from: number, to: number): void {
    const world = this.#world;
    if (this.#rolledBack !== undefined)
      this.report("I1 rollback wins", `raised from ${from} to ${to} % after rollback ${this.#rolledBack.id}`);
    const intent = status?.intent;
    const isVoided = status === undefined || intent === undefined || intent.kind === "rollback";
    // Its record may come before its write, and the raise between them: it comes down again before the answer.
    if (isVoided && world.rollbackAsked()) return;
    if (isVoided) return this.report("I4 intent first", `raised from ${from} to ${to} % without an intent`);
    if (intent.to !== to || WEIGHTS[intent.stage] !== to)
      this.report(
        "I2 evidence before weight",
        `raised to ${to} %, the intent is ${intent.stage} at ${intent.to} %`,
      );
    const entry = this.#world.entries().find(({ seq }) => seq === intent.seq);
    if (entry === undefined) this.report("I4 intent first", `no entry ${intent.seq} for the intent`);
    if (this.#foreign !== undefined)
      this.report(
        "I9 people over automation",
        `raised from ${from} to ${to} % over ${this.#foreign.by}'s ${this.#foreign.to} %`,
      );
    const answered = world.prometheus.answeredAt.get(by);
    if (isJudged(intent) && (answered === undefined || world.time - answered > EVIDENCE_AGE_MS))
      this.report(
        "I2 evidence before weight",
        `raised to ${to} % without metrics for ${world.time - (answered ?? 0)} ms`,
      );
    if (from > 0) {
      const { total, bad } = world.traffic.counts("green", world.time - 2_500, 8_000);
      if (total > 0 && bad / total > 0.5)
        this.report("I2 evidence before weight", `raised to ${to} % while half of green fails`);
    }
    if (intent.kind === "advance") this.#earned(status, to);
  }

  /** Baked long enough, and approved by enough people who had not asked for the stage. */
  #earned(status: Status, to: number): void {
    const left = status.intent?.left;
    const entries = this.#world.entries();
    const [needMs, quorum] = NEEDS[left?.stage ?? ""] ?? [0, 0];
    const bakedMs = this.#world.time - this.#baking.since;
    const skipped = entries.some(
      ({ kind, seq, stage }) => kind === "skip-bake" && stage === left?.stage && seq > (left?.run ?? 0),
    );
    if (!skipped && bakedMs < needMs)
      this.report("I2 evidence before weight", `to ${to} % after ${bakedMs} of ${needMs} ms`);
    // The last word of each: an approval can be taken back, and given again.
    const said = entries.filter(
      ({ kind, seq, stage }) =>
        /^(approve|revoke-approval)$/.test(kind) && stage === left?.stage && seq > (left?.run ?? 0),
    );
    const approvers = new Set(
      said
        .filter(
          ({ kind, seq, actor }) =>
            kind === "approve" &&
            !said.some((other) => other.actor === actor && other.seq > seq && other.kind !== kind),
        )
        .map(({ actor }) => actor)
        .filter((actor) => actor !== left?.enteredBy && actor !== status.intent?.actor),
    );
    if (approvers.size < quorum)
      this.report("I2 evidence before weight", `to ${to} % with ${approvers.size} of ${quorum} approvals`);
  }

  #onlyOurs(before: NonNullable<Stored["before"]>, after: NonNullable<Stored["after"]>): void {
    const [blue, green] = routesOf(after).map(({ weight }) => weight ?? 0);
    // A mark alone leaves weights as others have made them.
    const isWritten = greenWeight(before) !== green;
    if (isWritten && ((blue ?? 0) + (green ?? 0) !== 100 || !Number.isInteger(green)))
      this.report("I5 only ours", `weights ${blue} and ${green}`);
    const plain = (object: typeof before): unknown => {
      const copy = structuredClone(object);
      for (const route of routesOf(copy)) delete route.weight;
      const { name, namespace, labels, annotations = {} } = copy.metadata;
      const { "crossfade.dev/owner": _, ...others } = annotations;
      return { name, namespace, labels, others, spec: copy.spec };
    };
    if (!sameJson(plain(before), plain(after)))
      this.report("I5 only ours", "something else of the route was changed");
  }

  /** What must hold when everything has come to rest. */
  atRest(): void {
    const world = this.#world;
    const status = world.status();
    const entries = world.entries();
    if (status === undefined) return;
    const chain = verify(entries, status.journal);
    if (!chain.ok)
      this.report("I8 one entry each", `the chain does not verify: ${JSON.stringify(chain).slice(0, 200)}`);
    const ids = entries.flatMap(({ commandId }) => commandId ?? []);
    for (const id of new Set(ids))
      if (ids.filter((one) => one === id).length > 1)
        this.report("I8 one entry each", `two entries for command ${id}`);
    for (const { body, answer } of world.sent) {
      if (answer === undefined || answer.outcome === "conflict") continue;
      if (!ids.includes(body.id))
        this.report(
          "I8 one entry each",
          `${body.kind} ${body.id} was answered ${answer.outcome} and has no entry`,
        );
    }
    if (world.errors.length > 0) this.report("nothing throws", JSON.stringify(world.errors[0]).slice(0, 300));
  }
}

/** Whether the stage whose gates count for this intent has SLOs among them: its own to resume, else the one before. */
function isJudged({ kind, stage, left }: Intent): boolean {
  const before = STAGES[STAGES.findIndex((name) => name === stage) - 1];
  const judged = kind === "resume" ? stage : kind === "advance" ? left?.stage : before;
  return judged !== undefined && ["canary", "half", "full", "watch"].includes(judged);
}

/** What must have passed before a stage is left: milliseconds of bake, and approvals for the next weight. */
const NEEDS: Record<string, [number, number]> = { canary: [8_000, 0], half: [8_000, 2], full: [5_000, 0] };
