import fc from "fast-check";
import { expect, it } from "vitest";
import { matchersProblem, promqlProblem } from "./promql.ts";

const BOTH = { side: true, window: true };

it("takes both variables where they are values", () => {
  for (const expression of [
    'sum(increase(x_total{color="$side",result="success"}[$window]))',
    "sum(x{color='$side'})",
    "sum(x{color=`$side`})",
    'x{pod=~"emqx-$side-.*|other"}',
    "max_over_time(rate(x[1m])[$window:])",
    "max_over_time(rate(x[1m])[$window:5s])",
    "rate(x[5m:$window])",
    "x offset $window",
    "x offset -$window",
    'a:b:c{x="$"} == 1e-3 and on (x) vector(.5) > bool 3',
    'label_replace(x{color="$side"}, "a", "b", "c", "(.*)")',
    'x{a="}",b="#"} / ignoring (b) y',
  ]) {
    expect(promqlProblem(expression, BOTH), expression).toBeUndefined();
  }
});

it("refuses every other variable, in whatever spelling (A21)", () => {
  for (const variable of ["$color", "$sidecar", "$Side", "${side}", "$1", "$__interval", "$windows", "${"]) {
    for (const expression of [`x{a="${variable}"}`, `x[${variable}]`, `${variable}`, `x{${variable}="a"}`]) {
      expect(promqlProblem(expression, BOTH), expression).toBeDefined();
    }
  }
});

it("refuses both variables as syntax (A21)", () => {
  for (const expression of [
    "sum(x_$side)",
    "sum by ($side) (x)",
    'x{$side="a"}',
    '{"$side"}',
    '{"a$side"="b"}',
    'label_replace(x, "$side", "", "", "")',
    'x{a="$window"}',
    "$window",
    "x[$window * 2]",
    "x[2$window]",
    "x{a=$window}",
    "x > $window",
    "x[$side]",
  ]) {
    expect(promqlProblem(expression, BOTH), expression).toBeDefined();
  }
});

it("refuses a variable that means nothing in that place", () => {
  expect(promqlProblem("x[$window]", { side: true, window: false })).toMatch(/means nothing here/);
  expect(promqlProblem('x{a="$side"}', { side: false, window: true })).toMatch(/means nothing here/);
});

it("refuses what could reach outside the expression that it is joined into", () => {
  for (const expression of [
    "x)",
    "(x",
    "x}",
    "x) or (y",
    "x, y",
    "x # or",
    'x{a="b}',
    "x{a='b}",
    "x[",
    "(x]",
    "x;y",
    "`",
  ]) {
    expect(promqlProblem(expression, BOTH), expression).toBeDefined();
  }
});

it("never throws, and takes nothing with a stray variable", () => {
  const pieces = fc.constantFrom(
    "$side",
    "$window",
    "$x",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "=",
    "a",
    ",",
    "#",
    ":",
    " ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const expression = parts.join("");
      if (promqlProblem(expression, BOTH) === undefined)
        expect(expression).not.toMatch(/\$(?!side|window)\w/);
      matchersProblem(expression);
    }),
  );
});

it("takes label matchers, and only those", () => {
  for (const matchers of ["", 'color="$side"', 'color="$side",qos="1"', "a!='b' , c=~`d`,", 'a!~"b"']) {
    expect(matchersProblem(matchers), matchers).toBeUndefined();
  }
  for (const matchers of [
    "color",
    "color=",
    "color=blue",
    'a="b"}',
    'a="b"} or x{c="d"',
    'a="b" c="d"',
    '"a"="b"',
    ',a="b"',
    'a="$window"',
    'a="$x"',
    "a:b='c'",
    'a="b",,',
  ]) {
    expect(matchersProblem(matchers), matchers).toBeDefined();
  }
});
