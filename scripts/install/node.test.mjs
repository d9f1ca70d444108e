import { expect, it } from "vitest";
import { isNewEnough } from "./node.mjs";

it.each(["v20.20.2", "v22.18.0", "18.0.0", "0"])("Node.js %s is too old", (version) => {
  expect(isNewEnough(version)).toBe(false);
});

it.each(["v22.19.0", "22.20.1", "v24.0.0"])("Node.js %s is new enough", (version) => {
  expect(isNewEnough(version)).toBe(true);
});
