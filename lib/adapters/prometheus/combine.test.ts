import { describe, expect, it } from "vitest";
import { combine, isSelfContained } from "./combine.ts";

describe("putting expressions together", () => {
  it("labels each with its key and closes what a comment leaves open", () => {
    expect(
      combine([
        { key: "a", expression: "up # why" },
        { key: "b", expression: "1" },
      ]),
    ).toBe(
      'label_replace((up # why\n), "crossfade_key", "a", "", "") or label_replace((1\n), "crossfade_key", "b", "", "")',
    );
  });

  it("writes keys as text, never as syntax or as a group of a regular expression (A21)", () => {
    expect(combine([{ key: 'a"b\\c$1\nd', expression: "up" }])).toContain('"a\\"b\\\\c$$1\\nd"');
  });

  it("knows an expression that closes all it opens", () => {
    for (const expression of [
      "up",
      'sum(increase(x{color="blue",path=~"(a|b)]"}[5m]))',
      "up{a='it\\'s )'} # ) ignored",
      "x{a=`)`}",
      "(a) or (b)",
    ]) {
      expect(isSelfContained(expression)).toBe(true);
    }
  });

  it("does not let an expression reach out of its place and answer for another's key (A21)", () => {
    for (const expression of [
      'x), "crossfade_key", "other", "", "") or label_replace((y',
      "sum(x",
      "x)",
      'up{a="',
      "x[5m",
      "(]",
      "up # only ( here\n)",
    ]) {
      expect(isSelfContained(expression)).toBe(false);
    }
  });
});
