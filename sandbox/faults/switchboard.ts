import { isDeepStrictEqual } from "node:util";
import { type Faults, healthy, mergeFaults, type SideFaults } from "./state.ts";

export type Side = "blue" | "green";
export type ShimPorts = Record<Side, number>;

/** Holds the faults, and takes them to the shims: at once when they change, and again while a shim may not know them. */
export class Switchboard {
  #faults: Faults = healthy;
  readonly #ports: ShimPorts;
  readonly #onChange: (faults: Faults) => void;
  readonly #refresh: NodeJS.Timeout;
  /** Sides whose shim did not confirm its faults. */
  readonly #unsure = new Set<Side>();
  readonly #turns: Record<Side, Promise<unknown>> = { blue: Promise.resolve(), green: Promise.resolve() };

  constructor(ports: ShimPorts, onChange: (faults: Faults) => void) {
    this.#ports = ports;
    this.#onChange = onChange;
    // A shim that was restarted has forgotten its faults.
    this.#refresh = setInterval(() => void this.#remind(), refreshMs);
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** Takes a change. Resolves with its problems: none when it is in force everywhere. */
  async change(body: unknown): Promise<{ status: 200 | 400 | 502; problems: string[] }> {
    const merged = mergeFaults(this.#faults, body);
    if (!merged.ok) return { status: 400, problems: merged.problems };
    const before = this.#faults;
    this.#faults = merged.faults;
    this.#onChange(this.#faults);
    const changed = sides.filter((side) => !isDeepStrictEqual(before[side], merged.faults[side]));
    const results = await Promise.all(changed.map((side) => this.#push(side)));
    const problems = results.filter((problem) => problem !== undefined);
    return { status: problems.length === 0 ? 200 : 502, problems };
  }

  stop(): void {
    clearInterval(this.#refresh);
  }

  async #remind(): Promise<void> {
    const faulty = sides.filter(
      (side) => JSON.stringify(this.#faults[side]) !== JSON.stringify(healthy[side]),
    );
    await Promise.all(faulty.map((side) => this.#push(side)));
  }

  async #push(side: Side): Promise<string | undefined> {
    const body: SideFaults = this.#faults[side];
    const url = `http://127.0.0.1:${this.#ports[side]}/faults`;
    try {
      const signal = AbortSignal.timeout(pushTimeoutMs);
      const answer = await fetch(url, { method: "PUT", body: JSON.stringify(body), signal });
      return answer.ok ? undefined : `the shim of ${side} answered ${answer.status}`;
    } catch (error) {
      return `the shim of ${side} cannot be reached: ${String(error)}`;
    }
  }
}

const sides = ["blue", "green"] as const;
const refreshMs = 2000;
const pushTimeoutMs = 2000;
