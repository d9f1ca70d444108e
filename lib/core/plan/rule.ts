import type { PlanIssue } from "./issue.ts";
import type { PlanSpec } from "./schema.ts";
import type { Sieved } from "./sieve.ts";

/** What is left of a spec once its wrong parts are taken out: any of it may be missing. */
export type Draft = Sieved<PlanSpec>;

/** Judges what crosses fields. It says nothing about what is missing: the schema has said it. */
export type Rule = (spec: Draft) => Iterable<PlanIssue>;

export type DraftStage = NonNullable<NonNullable<NonNullable<Draft["phases"]>[number]>["stages"]>[number];
export type PlacedStage = { stage: NonNullable<DraftStage>; path: string };

/** The plan's stages in order, each with its path. */
export function draftStages(spec: Draft): PlacedStage[] {
  return (spec.phases ?? []).flatMap((phase, p) =>
    (phase?.stages ?? []).flatMap((stage, s) =>
      stage ? [{ stage, path: `spec.phases[${p}].stages[${s}]` }] : [],
    ),
  );
}

/** The items that are there, each with its place in the list. */
export function present<T>(items: readonly (T | undefined)[] | undefined): [number, T][] {
  return (items ?? []).flatMap((item, index): [number, T][] => (item === undefined ? [] : [[index, item]]));
}

/** Which of the alternatives an object has; more or fewer than one is an issue at its path. */
export function* exactlyOne(
  path: string,
  held: object | undefined,
  kinds: readonly string[],
): Iterable<PlanIssue> {
  if (held === undefined) return;
  // A key whose value was sieved out still counts: its own issue says what is wrong with it.
  const found = kinds.filter((kind) => Object.hasOwn(held, kind));
  if (found.length === 1) return;
  const has = found.length === 0 ? "none" : found.join(" and ");
  yield { path, message: `must have exactly one of ${kinds.join(", ")}, and has ${has}` };
}

/** Names that occur twice in a list. */
export function* unique(
  named: Iterable<{ path: string; name: string | undefined }>,
  what: string,
): Iterable<PlanIssue> {
  const first = new Map<string, string>();
  for (const { path, name } of named) {
    if (name === undefined) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, path);
    else yield { path, message: `must be unique among ${what}: "${name}" is already at ${before}` };
  }
}
