import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalHash, canonicalJson, sha256Hex } from "./canonical.ts";

it("sorts keys by UTF-16 code units and writes numbers as RFC 8785 does", () => {
  // The example of RFC 8785, section 3.2.2, shortened.
  const value = { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], "\u20ac": 1, "\r": 2, "1": [] };
  expect(canonicalJson(value)).toBe(
    '{"\\r":2,"1":[],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"€":1}',
  );
});

it("hashes to lower-case hexadecimal of the UTF-8 bytes", () => {
  expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(canonicalHash({ b: 1, a: "é" })).toBe(sha256Hex('{"a":"é","b":1}'));
});

it("does not depend on the order of keys", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalHash(turned)).toBe(canonicalHash(value));
    }),
  );
});

it("throws on what is no JSON", () => {
  for (const value of [undefined, Number.NaN, { a: Number.POSITIVE_INFINITY }, "\ud800"]) {
    expect(() => canonicalJson(value)).toThrow();
  }
});
