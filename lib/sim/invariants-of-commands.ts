import type { CommandBody } from "../core/engine/command.ts";
import type { Entry } from "../core/journal/entry.ts";
import type { Status } from "../core/status/status.ts";
import { isCrossfade, type Stored } from "./api-server.ts";
import { greenWeight, readStatus, type Sent, type SimWorld } from "./world.ts";
import type { Fail } from "./violation.ts";

const ON_ANY_PAGE = new Set(["rollback", "hold", "abort"]);
/** A write that was sent before may come this much later. */
const LATEST_WRITE_MS = 6_000;

/** What people asked for and what came of it: commands, approvals, holds, and what must not happen behind their backs. */
export class CommandInvariants {
  readonly #world: SimWorld;
  readonly #fail: Fail;
  #heldAt: { id: string } | undefined;
  #heldSince: number | undefined;
  #othersWrote = false;
  #blueDownSince: number | undefined;
  #troubledAt = 0;
  #entriesSeen = 0;

  constructor(world: SimWorld, fail: Fail) {
    this.#world = world;
    this.#fail = fail;
    world.api.onStored.push((stored) => {
      if (Object.values(world.network.faults).some(Boolean)) this.#troubledAt = world.time;
      if (stored.plural === "migrations" && isCrossfade(stored.by)) this.#status(stored);
      if (stored.plural === "virtualservices") this.#route(stored);
      if (stored.plural === "statefulsets") this.#pods(stored);
    });
    const { onAnswer } = world;
    world.onAnswer = (sent) => {
      onAnswer(sent);
      this.#answered(sent);
    };
  }

  #status({ before, after }: Stored): void {
    const [was, now] = [readStatus(before), readStatus(after)];
    if (now === undefined) return;
    if (now.state !== "Held") this.#heldAt = undefined;
    if (now.state !== "Held") this.#heldSince = undefined;
    else this.#heldSince ??= this.#world.time;
    for (const recent of now.recent)
      if (
        !was?.recent.some(({ id }) => id === recent.id) &&
        recent.outcome !== "conflict" &&
        recent.outcome !== "refused"
      )
        this.#executed(recent.id, recent.actor, was, now);
    for (const entry of now.journal.pending)
      if (entry.seq > Math.max(this.#entriesSeen, was?.journal.length ?? 0)) this.#entry(entry, now);
    this.#entriesSeen = Math.max(this.#entriesSeen, now.journal.length);
    if (now.state === "Aborted" && was?.state !== "Aborted" && this.#world.weight() > 0)
      this.#fail("abort only at weight 0", `aborted at ${this.#world.weight()} %`);
    this.#approvals(was, now);
  }

  /** It was taken on the stage and the plan that its sender had looked at. */
  #executed(id: string, actor: string, was: Status | undefined, now: Status): void {
    const body = this.#world.sent.find((sent) => sent.body.id === id && sent.actor === actor)?.body;
    if (body === undefined || ON_ANY_PAGE.has(body.kind)) return;
    if (body.stage !== (was?.stage ?? ""))
      this.#fail("A29 bound to what was seen", `${body.kind} of ${body.stage} was taken in ${was?.stage}`);
    if (![was?.planHash, now.planHash].includes(body.planHash))
      this.#fail("A29 bound to what was seen", `${body.kind} was taken on another plan`);
  }

  /** F39: with a gate that fails there is no approval that counts. */
  #approvals(was: Status | undefined, now: Status): void {
    const isLook = now.recent.every(({ id, at }) =>
      was?.recent.some((one) => one.id === id && one.at === at),
    );
    if (!isLook || !["Baking", "Ready"].includes(now.state) || now.journal.pending.length >= 12) return;
    const failing = now.gates.find(
      ({ gate, state, stage }) =>
        stage === now.stage && state !== "pass" && gate !== "bake" && !gate.startsWith("approval/"),
    );
    const open = now.approvals.find(
      ({ name, stage, usedAt }) => name !== "skip-bake" && stage === now.stage && usedAt === undefined,
    );
    if (failing && open)
      this.#fail(
        "F39 approvals stand on gates",
        `${open.name} by ${open.by} counts, ${failing.gate} is ${failing.state}`,
      );
  }

  #entry({ kind, actor, seq, stage, evidence }: Entry, now: Status): void {
    const said = evidence as { approval?: string; gates?: [string, string][]; slo?: string } | undefined;
    if (kind === "approve" && said?.approval !== "skip-bake") {
      const failing = said?.gates?.find(
        ([gate, state]) => gate !== "bake" && !gate.startsWith("approval/") && state !== "pass",
      );
      if (failing)
        this.#fail("F39 approvals stand on gates", `approved while ${failing[0]} was ${failing[1]}`);
    }
    if (kind === "skip-bake") {
      const others = this.#world
        .entries()
        .filter(
          (one) => one.kind === "approve" && one.seq > now.run && one.stage === stage && one.actor !== actor,
        );
      if (!others.some((one) => (one.evidence as { approval?: string }).approval === "skip-bake"))
        this.#fail("I2 evidence before weight", `${actor} skipped the bake alone`);
    }
    if (kind === "drift" && !this.#othersWrote)
      this.#fail("I4 intent first", `entry ${seq} takes an own write for somebody else's`);
    if (kind === "rollback" && actor === "crossfade") this.#wentBackByItself(said?.slo);
  }

  #wentBackByItself(slo: string | undefined): void {
    const { traffic, time } = this.#world;
    if (slo === undefined) return;
    if (this.#isBlueDown()) this.#fail("I7 fail safe", "rolled back by itself onto a blue that is not ready");
    const rate = (side: "blue" | "green"): number => {
      const { total, bad } = traffic.counts(side, time, 12_000);
      return total === 0 ? 0 : bad / total;
    };
    if (slo === "availability" && rate("blue") > 0.05 && rate("blue") >= 0.9 * rate("green"))
      this.#fail("I7 fail safe", "rolled back by itself onto a blue that is as bad as green");
  }

  #pods({ after }: Stored): void {
    if (after?.metadata.name !== "blue") return;
    const { readyReplicas = 0 } = (after.status ?? {}) as { readyReplicas?: number };
    this.#blueDownSince = readyReplicas < 2 ? (this.#blueDownSince ?? this.#world.time) : undefined;
  }

  /** For so long that everybody must have seen it. */
  #isBlueDown(): boolean {
    const since = this.#blueDownSince;
    return since !== undefined && this.#world.time - since > 2_000 && this.#troubledAt < since - 1_000;
  }

  #route({ by, before, after }: Stored): void {
    if (before === undefined || after === undefined) return;
    const [from, to] = [greenWeight(before), greenWeight(after)];
    if (!isCrossfade(by)) this.#othersWrote = true;
    if (!isCrossfade(by) || to <= from) return;
    const heldFor = this.#heldSince === undefined ? 0 : this.#world.time - this.#heldSince;
    if (this.#heldAt !== undefined)
      this.#fail("a hold holds", `raised from ${from} to ${to} % after hold ${this.#heldAt.id}`);
    else if (heldFor > LATEST_WRITE_MS)
      this.#fail("a hold holds", `raised from ${from} to ${to} %, held for ${Math.round(heldFor)} ms`);
  }

  #answered({ body, actor, answer }: Sent): void {
    const status = this.#world.status();
    if (body.kind === "hold" && answer?.outcome === "done" && status?.state === "Held")
      this.#heldAt = { id: body.id };
    if (body.kind === "rollback" && answer?.outcome === "done" && !body.force)
      this.#wentBack(body, answer.entry);
    if (answer === undefined) return;
    for (const other of this.#world.sent) {
      if (other.body.id !== body.id || other.answer === undefined || other.answer === answer) continue;
      const isSame = other.actor === actor && JSON.stringify(other.body) === JSON.stringify(body);
      if (isSame && body.kind !== "rollback" && other.answer.outcome !== answer.outcome)
        this.#fail(
          "F38 one id, one answer",
          `${body.id} was answered ${other.answer.outcome} and ${answer.outcome}`,
        );
      if (!isSame && other.answer.outcome !== "conflict" && answer.outcome !== "conflict")
        this.#fail("F38 one id, one answer", `${body.id} was taken for two commands`);
    }
  }

  /** F34: without `force`, not onto a blue that was not ready when it was asked. */
  #wentBack(body: CommandBody, seq: number | undefined): void {
    const entry = this.#world.entries().find((one) => one.seq === seq);
    if (
      entry?.commandId === body.id &&
      entry.kind === "rollback" &&
      this.#isBlueDown() &&
      this.#world.status()?.weight !== 0
    )
      this.#fail("I7 fail safe", `rollback ${body.id} was taken, and blue is not ready`);
  }
}
