import { hasControlCharacter } from "./fields.ts";

/** Where an expression goes: it decides which variables mean something there. */
export type PromqlUse = { side: boolean; window: boolean };

type Token = { kind: "text" | "word" | "string" | "sign"; text: string };

const CLOSER: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const MATCH_SIGNS = new Set(["=", "!=", "=~", "!~"]);
const RANGE = /^(\$window(:((\d+(ms|s|m|h|d|w|y))*|\$window))?|(\d+(ms|s|m|h|d|w|y))+:\$window)$/;

// Longest first. `$name` is a sign of its own, `${` and `$1` included, so that none slips through as text.
const TOKEN =
  /\s+|#|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\$\{?[A-Za-z0-9_]*|[A-Za-z0-9_:.]+|=~|!~|!=|==|>=|<=|[^\s]/gy;

/**
 * What is wrong with an expression of a plan, or undefined. It is a lexer and not a parser: Prometheus
 * parses. It makes sure of what Crossfade relies on when it puts values in and joins expressions into
 * one query: only `$side` and `$window`, only as a label's value and as a range, and nothing that could
 * reach outside the expression (unbalanced brackets, comments, open strings).
 */
export function promqlProblem(expression: string, use: PromqlUse): string | undefined {
  const tokens = tokenize(expression);
  if (typeof tokens === "string") return tokens;
  const open: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const problem =
      token.kind === "string"
        ? stringProblem(token.text, open.at(-1) === "{" && MATCH_SIGNS.has(tokens[at - 1]?.text ?? ""), use)
        : variableProblem(tokens, at, open.at(-1), use);
    if (problem) return problem;
    if (token.kind === "string") continue;
    if (CLOSER[token.text]) open.push(token.text);
    else if (")]}".includes(token.text) && CLOSER[open.pop() ?? ""] !== token.text) {
      return `has an unbalanced "${token.text}"`;
    } else if (token.text === "," && open.length === 0)
      return 'must be one expression: it has a "," outside brackets';
  }
  const left = open.at(-1);
  return left === undefined ? undefined : `has a "${left}" that is never closed`;
}

/** What is wrong with label matchers such as `color="$side",qos="1"`, or undefined. Empty is right. */
export function matchersProblem(matchers: string): string | undefined {
  const tokens = tokenize(matchers);
  if (typeof tokens === "string") return tokens;
  const shape = 'must be label matchers such as color="$side",qos="1"';
  for (let at = 0; at < tokens.length; at += 4) {
    const [label, sign, value, comma] = tokens.slice(at, at + 4);
    if (!label || label.kind !== "word" || !/^[a-zA-Z_]\w*$/.test(label.text)) return shape;
    if (!sign || !MATCH_SIGNS.has(sign.text) || value?.kind !== "string") return shape;
    if (comma && (comma.text !== "," || comma.kind === "string")) return shape;
    const problem = stringProblem(value.text, true, { side: true, window: false });
    if (problem) return problem;
  }
  return undefined;
}

/** Whether the variable occurs at all; meant for expressions that are right. */
export const mentions = (expression: string, variable: "$side" | "$window"): boolean =>
  expression.includes(variable);

function tokenize(expression: string): Token[] | string {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(expression); match !== null; match = TOKEN.exec(expression)) {
    const text = match[0];
    if (/^\s/.test(text)) continue;
    if (text === "#") return "must hold no comments";
    if (/^["'`]./s.test(text)) tokens.push({ kind: "string", text });
    else if (/^["'`]/.test(text)) return `has a ${text} that is never closed`;
    else if (/^[A-Za-z0-9_:.]/.test(text) && text !== ":") tokens.push({ kind: "word", text });
    else if (text === ";" || text === "\\" || hasControlCharacter(text))
      return `has a ${JSON.stringify(text)} that PromQL does not know`;
    else tokens.push({ kind: "sign", text });
  }
  return tokens;
}

const ONLY = "only $side and $window can be used";

function stringProblem(text: string, isLabelValue: boolean, use: PromqlUse): string | undefined {
  for (const [variable] of text.matchAll(/\$\{?[A-Za-z0-9_]+|\$\{/g)) {
    if (variable === "$window") return 'has $window inside quotes: it is a duration, as in "[$window]"';
    if (variable !== "$side") return `has the variable ${variable}: ${ONLY}`;
    if (!use.side) return "has $side, which means nothing here";
    if (!isLabelValue) return 'has $side outside a label\'s value: it is one, as in {color="$side"}';
  }
  return undefined;
}

function variableProblem(
  tokens: readonly Token[],
  at: number,
  open: string | undefined,
  use: PromqlUse,
): string | undefined {
  const { text } = tokens[at] as Token;
  if (!text.startsWith("$")) return undefined;
  if (text === "$side") return 'has $side outside quotes: it is a label\'s value, as in {color="$side"}';
  if (text !== "$window") return `has the variable ${text}: ${ONLY}`;
  if (!use.window) return "has $window, which means nothing here";
  return isRange(tokens, at, open) ? undefined : 'has $window where no range stands: write it as "[$window]"';
}

/** `[$window]`, `[$window:1m]`, `[1h:$window]`, `[$window:]`, `offset $window`, `offset -$window`. */
function isRange(tokens: readonly Token[], at: number, open: string | undefined): boolean {
  const texts = tokens.map((token) => token.text);
  if (open === "[") {
    // Joined, because the lexer takes the colon of a subquery for a part of a name.
    const inside = texts.slice(texts.lastIndexOf("[", at) + 1, texts.indexOf("]", at)).join("");
    return RANGE.test(inside);
  }
  const before = texts[at - 1] === "-" ? texts[at - 2] : texts[at - 1];
  return before?.toLowerCase() === "offset";
}
