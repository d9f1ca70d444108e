import type { Query } from "../../core/slo/samples.ts";

export const KEY_LABEL = "crossfade_key";

/**
 * All expressions as one, each row labelled with its key. `or` drops only rows whose labels are all equal, so the keys keep them apart, and an
 * expression that gives two series still gives two rows.
 */
export const combine = (queries: readonly Query[]): string =>
  queries
    .map(({ key, expression }) => `label_replace((${expression}\n), "${KEY_LABEL}", ${keyText(key)}, "", "")`)
    .join(" or ");

/** A string of PromQL, in which `$` would stand for a group of the regular expression. */
const keyText = (key: string): string =>
  `"${key.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("$", "$$$$")}"`;

/**
 * Whether an expression closes whatever it opens, so that it cannot reach out of the parentheses it is put into and answer
 * for another's key (A21). What does not is asked by itself.
 */
export function isSelfContained(expression: string): boolean {
  const closers: string[] = [];
  const pairs: Record<string, string> = { "(": ")", "[": "]", "{": "}" };
  for (let at = 0; at < expression.length; at += 1) {
    const here = expression.charAt(at);
    if (here === "#") {
      const end = expression.indexOf("\n", at);
      if (end < 0) break;
      at = end;
    } else if (here === '"' || here === "'" || here === "`") {
      at = endOfText(expression, at);
      if (at < 0) return false;
    } else if (pairs[here] !== undefined) closers.push(pairs[here]);
    else if (")]}".includes(here) && closers.pop() !== here) return false;
  }
  return closers.length === 0;
}

/** Place of the closing quote, or -1. */
function endOfText(expression: string, start: number): number {
  const quote = expression.charAt(start);
  for (let at = start + 1; at < expression.length; at += 1) {
    const here = expression.charAt(at);
    if (here === "\\" && quote !== "`") at += 1;
    else if (here === quote) return at;
  }
  return -1;
}
