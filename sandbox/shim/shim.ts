import { createServer, type Server, type Socket } from "node:net";
import { type FaultSet, noFaults } from "./fault-set.ts";
import { type Address, Splice, type Tally } from "./splice.ts";

export type ShimCounters = Tally & { accepted: number; refused: number; open: number };

export type Shim = {
  readonly server: Server;
  readonly counters: () => ShimCounters;
  faults(): FaultSet;
  /** New and existing connections follow at once. */
  apply(faults: FaultSet): void;
  close(): void;
};

/**
 * One side's Service: spreads connections over `pods()` (first choice first) and applies the side's faults.
 * Being down resets connections instead of closing the port: another process could be given a closed port.
 */
export function createShim(pods: () => Address[]): Shim {
  const open = new Set<Splice>();
  const tally: Tally = { lost: 0, duplicated: 0, retried: 0, unreachable: 0 };
  let accepted = 0;
  let refused = 0;
  let faults = noFaults;

  function accept(client: Socket) {
    accepted++;
    if (faults.down || Math.random() < faults.refuse) {
      refused++;
      client.resetAndDestroy();
      return;
    }
    const splice: Splice = new Splice(client, pods, faults, tally, () => open.delete(splice));
    open.add(splice);
  }

  const server = createServer({ noDelay: true }, accept);
  return {
    server,
    counters: () => ({ ...tally, accepted, refused, open: open.size }),
    faults: () => faults,
    apply(next) {
      faults = next;
      for (const splice of open) splice.apply(next);
    },
    close() {
      server.close();
      for (const splice of open) splice.reset();
    },
  };
}
