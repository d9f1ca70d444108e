import type { Actor, Verb } from "../core/access/access.ts";
import type { AccessReviewer } from "../ports/access-reviewer.ts";
import type { Clock } from "../ports/clock.ts";
import type { Key } from "../ports/migration-store.ts";

/** How long a read may rely on an answer. */
const KEEP_MS = 10_000;
const MOST_ANSWERS = 50_000;

/** Asks Kubernetes what somebody may do. Throws when the API server does not answer: unknown is never yes. */
export type Authority = {
  /** `fresh` for commands: asked now. Otherwise an answer of the last 10 s is used again. */
  may(actor: Actor, verb: Verb, key: Key, how: "fresh" | "recent"): Promise<boolean>;
};

type Kept = { at: number; answer: Promise<boolean> };

export function makeAuthority(reviewer: AccessReviewer, clock: Clock): Authority {
  // Answers stand in the order in which they were asked, so the first ones are the oldest.
  const kept = new Map<string, Kept>();

  function forget(now: number): void {
    for (const [id, { at }] of kept) {
      if (now - at < KEEP_MS && kept.size <= MOST_ANSWERS) return;
      kept.delete(id);
    }
  }

  function recent(actor: Actor, verb: Verb, target: { namespace: string; name?: string }): Promise<boolean> {
    const now = clock.monotonic();
    const id = JSON.stringify([actor.name, actor.groups, verb, target.namespace, target.name]);
    const known = kept.get(id);
    if (known !== undefined && now - known.at < KEEP_MS) return known.answer;
    forget(now);
    const answer = reviewer.may(actor, verb, target);
    kept.delete(id);
    kept.set(id, { at: now, answer });
    // No answer is not kept: the next one asks again.
    answer.catch(() => kept.get(id)?.answer === answer && kept.delete(id));
    return answer;
  }

  return {
    async may(actor, verb, { namespace, name }, how) {
      if (how === "fresh") return reviewer.may(actor, verb, { namespace, name });
      // Most rights are for a whole namespace: one answer then serves every Migration of it.
      return (await recent(actor, verb, { namespace })) || recent(actor, verb, { namespace, name });
    },
  };
}
