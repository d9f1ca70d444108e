import { afterEach, describe, expect, test, vi } from "vitest";
import { exitOnCrash } from "./crash.ts";

afterEach(() => vi.restoreAllMocks());

/** What `exitOnCrash` sets up, without touching this process. */
function armed() {
  const handlers = new Map<string | symbol, (error: unknown) => void>();
  const removed: unknown[] = [];
  const exits: unknown[] = [];
  const logged: string[] = [];
  vi.spyOn(process, "removeAllListeners").mockImplementation((kind) => (removed.push(kind), process));
  vi.spyOn(process, "on").mockImplementation((kind, handler) => (handlers.set(kind, handler), process));
  vi.spyOn(process, "exit").mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
  let crashes = 0;
  const say = (_fields: object, message: string) => void logged.push(message);
  exitOnCrash({ info: say, warn: say, error: say }, () => {
    crashes += 1;
  });
  return { handlers, removed, exits, logged, crashes: () => crashes };
}

describe.each(["uncaughtException", "unhandledRejection"])("F45 after an %s", (kind) => {
  test("the process counts it, says so and ends, and whoever would live on is not asked", () => {
    const { handlers, removed, exits, logged, crashes } = armed();
    expect(removed).toContain(kind);
    handlers.get(kind)?.(new Error("dropped"));
    expect(crashes()).toBe(1);
    expect(logged).toEqual(["something was not handled: this process ends"]);
    expect(exits).toEqual([1]);
  });
});
