import { describe, expect, it } from "vitest";
import { healthy, mergeFaults } from "./state.ts";

describe("a change of the faults", () => {
  it("changes what it names and nothing else", () => {
    const first = mergeFaults(healthy, { green: { latencyMs: 400 } });
    if (!first.ok) throw new Error(first.problems.join());
    const second = mergeFaults(first.faults, { green: { lose: 0.02 }, kubernetes: { down: true } });
    if (!second.ok) throw new Error(second.problems.join());
    expect(second.faults.green).toEqual({ ...healthy.green, latencyMs: 400, lose: 0.02 });
    expect(second.faults.kubernetes).toEqual({ ...healthy.kubernetes, down: true });
    expect(second.faults.blue).toEqual(healthy.blue);
  });

  it.each([
    [{ green: { lose: 1.5 } }, "green.lose"],
    [{ green: { latencyMs: -1 } }, "green.latencyMs"],
    [{ green: { latencyMs: "400" } }, "green.latencyMs"],
    [{ green: { down: 1 } }, "green.down"],
    [{ green: { explode: true } }, "green"],
    [{ purple: {} }, "body"],
    ["down", "body"],
    [null, "body"],
  ])("is refused whole with the path of what is wrong: %j", (body, path) => {
    const merged = mergeFaults(healthy, body);
    if (merged.ok) throw new Error("was accepted");
    expect(merged.problems[0]).toMatch(new RegExp(`^${path}: `));
  });

  it("names every problem at once", () => {
    const merged = mergeFaults(healthy, { green: { lose: 2 }, prometheus: { empty: "yes" } });
    expect(merged.ok || merged.problems).toHaveLength(2);
  });
});
