import { expect, it } from "vitest";
import { prometheusLink } from "./prometheus-link.ts";

it("a link to Prometheus has the very query and the time that it is about", () => {
  const to = Date.UTC(2026, 10, 24, 14, 43);
  const query = 'sum(increase(x{color="green", a=~"b+c"}[41m])) / 2';
  const link = new URL(
    prometheusLink("https://prom.example.com/x", [query, "up"], { from: to - 600_000, to }),
  );
  expect(link.origin + link.pathname).toBe("https://prom.example.com/x/graph");
  expect(link.searchParams.get("g0.expr")).toBe(query);
  expect(link.searchParams.get("g1.expr")).toBe("up");
  expect(link.searchParams.get("g0.range_input")).toBe("600s");
  expect(link.searchParams.get("g0.end_input")).toBe("2026-11-24 14:43:00");
  expect(link.searchParams.get("g0.moment_input")).toBe("2026-11-24 14:43:00");
});
