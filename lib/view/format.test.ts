import { describe, expect, it } from "vitest";
import { formatPercent, formatSpan, formatValue, NBSP, shortActor } from "./format.ts";

const plain = (text: string) => text.replaceAll(NBSP, " ");

describe("figures", () => {
  it("carry their unit, and as many digits as matter", () => {
    expect(plain(formatPercent(10))).toBe("10 %");
    expect(plain(formatPercent(9.84))).toBe("9.8 %");
    expect(plain(formatValue(99.98, "%"))).toBe("99.98 %");
    expect(plain(formatValue(38.4, "ms"))).toBe("38 ms");
    expect(plain(formatValue(1, "/h"))).toBe("1 / h");
  });

  it("never show almost all as all", () => {
    expect(plain(formatValue(99.99996, "%"))).not.toBe("100 %");
    expect(plain(formatPercent(99.97))).toBe("99.9 %");
    expect(plain(formatValue(100, "%"))).toBe("100 %");
  });
});

describe("lengths of time", () => {
  it("have at most two units", () => {
    expect(plain(formatSpan(79 * 60_000))).toBe("1 h 19 min");
    expect(plain(formatSpan(2 * 3_600_000))).toBe("2 h");
    expect(plain(formatSpan(65_000))).toBe("1 min 5 s");
    expect(plain(formatSpan(800))).toBe("0.8 s");
    expect(plain(formatSpan(9))).toBe("9 ms");
    expect(plain(formatSpan(26 * 3_600_000))).toBe("1 d 2 h");
  });

  it("do not end in sixty", () => {
    expect(plain(formatSpan(3_600_000 * 2 - 1))).toBe("2 h");
    expect(plain(formatSpan(119_900))).toBe("2 min");
  });
});

describe("users", () => {
  it("are called by their names", () => {
    expect(shortActor("oidc:https://id.example#operator")).toBe("operator");
    expect(shortActor("system:serviceaccount:ci:deployer")).toBe("deployer (ci)");
    expect(shortActor("crossfade")).toBe("crossfade");
  });
});
