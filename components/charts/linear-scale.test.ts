import { expect, it } from "vitest";
import { scaleLinear } from "./linear-scale.ts";

it("runs straight from one end to the other, beyond them too, whichever way", () => {
  const up = scaleLinear().domain([-5, 15]).range([240, 0]);
  expect([-5, 0, 5, 15, 20].map(up)).toEqual([240, 180, 120, 0, -60]);
  const down = scaleLinear().domain([9, 3]).range([0, 60]);
  expect([9, 6, 3].map(down)).toEqual([0, 30, 60]);
});

it("is set in place, and a copy is one of its own", () => {
  const scale = scaleLinear();
  scale.domain([0, 10]).range([0, 100]);
  const copy = scale.copy();
  copy.range([100, 0]);
  expect(scale(1)).toBe(10);
  expect(copy(1)).toBe(90);
  expect(scale.domain()).toEqual([0, 10]);
});

it("answers where its range begins when its domain has no width", () => {
  expect(scaleLinear().domain([3, 3]).range([7, 9])(3)).toBe(7);
});
