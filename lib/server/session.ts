import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import type { Actor } from "../core/access/access.ts";
import { reviewedActor } from "../core/access/identity.ts";
import type { Container } from "./container.ts";
import { cookiesOf } from "./cookies.ts";

export type Caller = {
  state: "known";
  actor: Actor;
  /** A session comes with every request that a browser makes, also one that another site has made it make: its Origin counts. */
  via: "bearer" | "session";
  /** Asks anew whether the token or session stands: for streams. */
  stillSignedIn: () => Promise<boolean>;
};
export type Nobody = { state: "nobody" } | { state: "guessing"; retryAfterS: number };

type Deps = Pick<Container, "access" | "signIn" | "limits" | "clock">;

/** Tokens that were good lately are told by a keyed hash; the tokens themselves are never kept. */
const hashKey = randomBytes(32);
const good = new Map<string, number>();
const GOOD_MS = 60 * 60_000;
const MOST_GOOD = 10_000;
const MAX_TOKEN = 16 * 1_024;

const hashOf = (token: string): string => createHmac("sha256", hashKey).update(token).digest("base64");

function rememberGood(token: string, now: number): void {
  const hash = hashOf(token);
  good.delete(hash);
  good.set(hash, now);
  const oldest = good.keys().next();
  if (good.size > MOST_GOOD && oldest.done !== true) good.delete(oldest.value);
}

function wasGood(token: string, now: number): boolean {
  const at = good.get(hashOf(token));
  return at !== undefined && now - at < GOOD_MS;
}

/** The address that a request came from, as the last proxy in front, or Next.js itself, says. */
export const addressOf = (headers: Pick<Headers, "get">): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) ?? "";

const bearerOf = (headers: Pick<Headers, "get">): string | undefined =>
  /^Bearer(?:\s+(.*))?$/is
    .exec(headers.get("authorization")?.trim() ?? "")
    ?.slice(1)
    .map((token) => token?.trim() ?? "")[0];

async function byToken(deps: Deps, token: string, address: string): Promise<Caller | Nobody> {
  const { access, limits, clock } = deps;
  const now = clock.monotonic();
  const room = limits.guesses.look(address);
  // Whoever guesses does not lock out the programs behind the same address.
  if (!room.ok && !wasGood(token, now)) return { state: "guessing", retryAfterS: room.retryAfterS };
  const who = token === "" || token.length > MAX_TOKEN ? undefined : await access.whoIs(token);
  const actor = who === undefined ? undefined : reviewedActor(who.name, who.groups);
  if (actor === undefined || !actor.ok) {
    limits.guesses.count(address);
    return { state: "nobody" };
  }
  rememberGood(token, now);
  const { name } = actor.value;
  return {
    state: "known",
    actor: actor.value,
    via: "bearer",
    stillSignedIn: async () => (await access.whoIs(token))?.name === name,
  };
}

async function bySession(deps: Deps, cookies: Record<string, string>): Promise<Caller | Nobody> {
  const session = await deps.signIn.sessionOf(cookies);
  if (session === undefined) return { state: "nobody" };
  const { actor, endsAt } = session;
  return { state: "known", actor, via: "session", stillSignedIn: async () => deps.clock.now() < endsAt };
}

/** Who makes a request. A bearer token wins, right or wrong: then the cookies are not looked at. Throws when Kubernetes does not answer. */
export function callerOf(deps: Deps, headers: Pick<Headers, "get">): Promise<Caller | Nobody> {
  const token = bearerOf(headers);
  return token === undefined ? bySession(deps, cookiesOf(headers)) : byToken(deps, token, addressOf(headers));
}
