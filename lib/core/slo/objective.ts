import type { Objective } from "../plan/plan.ts";

const WORDS: Record<Objective["bound"], string> = { above: ">", atLeast: "≥", below: "<", atMost: "≤" };

/** `> 99.9 %`, as on the page. */
export function describeObjective(objective: Objective): string {
  return `${WORDS[objective.bound]} ${objective.value}${objective.unit === "" ? "" : ` ${objective.unit}`}`;
}

export function meets(objective: Objective, value: number): boolean {
  switch (objective.bound) {
    case "above":
      return value > objective.value;
    case "atLeast":
      return value >= objective.value;
    case "below":
      return value < objective.value;
    case "atMost":
      return value <= objective.value;
  }
}

/** 100 for percentages, 1 for plain fractions. */
export const ratioScale = (objective: Objective): number => (objective.unit === "%" ? 100 : 1);

/**
 * Error rate that a ratio's objective allows, as a fraction: 0.0005 for `above: 99.95, unit: "%"`. Rounded to 12 digits, since
 * `100 - 99.95` is not 0.05 in binary.
 */
export function allowedErrorRate(objective: Objective): number {
  const fraction = objective.value / ratioScale(objective);
  const rate = isUpperBound(objective) ? fraction : 1 - fraction;
  return Math.max(0, Number(rate.toFixed(12)));
}

/** Whether small values are good (`below`, `atMost`). */
export const isUpperBound = (objective: Objective): boolean =>
  objective.bound === "below" || objective.bound === "atMost";
