import "server-only";
import type { CommandKind } from "../core/journal/entry.ts";
import { makeRateLimiter, type RateLimiter } from "./rate-limit.ts";

const MINUTE_MS = 60_000;
const COMMANDS = 30;
const GUESSES_PER_ADDRESS = 20;
/** An address can be made up where no proxy in front overwrites it: so there is a bound on all of them together. */
const GUESSES_IN_ALL = 300;

export type Limits = {
  /** Rollback has an allowance of its own, which a flood of other commands cannot use up. */
  command(user: string, kind: CommandKind): ReturnType<RateLimiter["take"]>;
  /** Wrong tokens, by the address that they came from. */
  guesses: { look(address: string): ReturnType<RateLimiter["look"]>; count(address: string): void };
};

export function makeLimits(monotonic: () => number): Limits {
  const commands = makeRateLimiter(COMMANDS, MINUTE_MS, monotonic);
  const rollbacks = makeRateLimiter(COMMANDS, MINUTE_MS, monotonic);
  const perAddress = makeRateLimiter(GUESSES_PER_ADDRESS, MINUTE_MS, monotonic);
  const inAll = makeRateLimiter(GUESSES_IN_ALL, MINUTE_MS, monotonic);
  return {
    command: (user, kind) => (kind === "rollback" ? rollbacks : commands).take(user),
    guesses: {
      look(address) {
        const mine = perAddress.look(address);
        return mine.ok ? inAll.look("") : mine;
      },
      count(address) {
        perAddress.take(address);
        inAll.take("");
      },
    },
  };
}
