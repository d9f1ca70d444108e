import type { Actor, Verb } from "../core/access/access.ts";
import type { Key } from "../ports/migration-store.ts";
import type { Authority } from "./authority.ts";

/** `hidden`: for them it does not exist, as nothing in somebody else's namespace does. `forbidden`: they see it, no more. */
export type Authorization = "allowed" | "hidden" | "forbidden";

/** Every use case starts here. Reads may rely on answers of the last 10 s, commands always ask. */
export async function authorize(
  authority: Authority,
  actor: Actor,
  verb: Verb,
  key: Key,
): Promise<Authorization> {
  if (verb === "get") return (await authority.may(actor, "get", key, "recent")) ? "allowed" : "hidden";
  const [sees, may] = await Promise.all([
    authority.may(actor, "get", key, "recent"),
    authority.may(actor, verb, key, "fresh"),
  ]);
  if (!sees) return "hidden";
  return may ? "allowed" : "forbidden";
}
