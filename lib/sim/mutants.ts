import type { Mutant } from "./mutant.ts";
import { MUTANTS_OF_DECISIONS } from "./mutants-of-decisions.ts";
import { MUTANTS_OF_EFFECTS } from "./mutants-of-effects.ts";
import { MUTANTS_OF_EVIDENCE } from "./mutants-of-evidence.ts";

export const MUTANTS: readonly Mutant[] = [
  ...MUTANTS_OF_EFFECTS,
  ...MUTANTS_OF_DECISIONS,
  ...MUTANTS_OF_EVIDENCE,
];
