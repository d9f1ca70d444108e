import { Lexer } from "yaml";

/** So much YAML, and no more. The example plan has 9 KB, 230 lines and some 2,700 tokens. */
const MAX_CHARACTERS = 256 * 1024;
const MAX_TOKENS = 40_000;
const MAX_DEPTH = 32;
/** Two columns a level: blocks in blocks (`- - - -`, `? ? ?`) nest by what stands before the first word. */
const DEEP_LINE = /^[ \t?-]{96,}/;

/**
 * Why a text must not even be parsed, with its line, or undefined. It lexes only, which is linear in the
 * text, so that a bomb costs some milliseconds.
 */
export function yamlBomb(text: string): { message: string; line?: number } | undefined {
  if (text.length > MAX_CHARACTERS)
    return { message: `must be at most ${MAX_CHARACTERS / 1024} KiB of YAML` };
  const deepLine = text.split("\n").findIndex((line) => DEEP_LINE.test(line));
  if (deepLine !== -1) return { message: "is nested too deeply", line: deepLine + 1 };
  let tokens = 0;
  let depth = 0;
  let line = 1;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) return { message: `must have at most ${MAX_TOKENS} tokens of YAML`, line };
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    else if (token === "\n" || token === "\r\n") line += 1;
    else if (/^[*&]./.test(token)) return { message: "must hold no anchors and aliases: write it out", line };
    else if (token.startsWith("!")) return { message: "must hold no tags", line };
    else if (token.includes("\n")) line += token.split("\n").length - 1;
    if (depth > MAX_DEPTH) return { message: "is nested too deeply", line };
  }
  return undefined;
}
