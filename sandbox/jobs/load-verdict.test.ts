import { expect, it } from "vitest";
import { judgeLoad } from "./load-verdict.ts";

const latencies = (slow: number, slowMs: number) =>
  Array.from({ length: 1000 }, (_, n) => (n < slow ? slowMs : 5));
const good = {
  acks: latencies(10, 500),
  endToEnd: latencies(10, 500),
  sent: 1000,
  failed: 0,
  received: 1000,
};
const connects = { tried: 400, failed: 0 };

it("passes a load whose slowest hundredth alone is slow, with the figures", () => {
  expect(judgeLoad(good, connects, 40)).toBe(
    "1000 messages from 40 clients, P99 acknowledged in 5.0 ms, delivered in 5.0 ms, 0 of 400 connections failed",
  );
});

it.each([
  ["acknowledged too slowly", { ...good, acks: latencies(11, 150) }, connects, "the limit is 100 ms"],
  ["delivered too slowly", { ...good, endToEnd: latencies(11, 300) }, connects, "the limit is 250 ms"],
  ["not acknowledged", { ...good, failed: 1 }, connects, "not all were acknowledged"],
  ["not delivered", { ...good, received: 999 }, connects, "only 999 were delivered"],
  ["refused", good, { tried: 400, failed: 1 }, "1 of 400 connections failed"],
])("fails a load of which some was %s", (_, figures, tried, reason) => {
  expect(() => judgeLoad(figures, tried, 40)).toThrow(reason);
});
