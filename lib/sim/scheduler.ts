/** Virtual time. Nothing happens but what was scheduled, one thing after the other, in an order that is the same at every run. */
export class Scheduler {
  /** Milliseconds since the simulation began. */
  time = 0;
  readonly #heap: Event[] = [];
  #order = 0;

  at(time: number, run: () => void): void {
    this.#order += 1;
    push(this.#heap, { time: Math.max(time, this.time), order: this.#order, run });
  }

  after(ms: number, run: () => void): void {
    this.at(this.time + ms, run);
  }

  /** Runs everything up to that time. Between two events every promise that can go on has gone on. */
  async runUntil(time: number): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.time > time) break;
      pop(this.#heap);
      this.time = next.time;
      next.run();
      await settled();
    }
    this.time = Math.max(this.time, time);
  }

  /** Runs until the condition holds, or that much time has passed; says which. */
  async runWhile(condition: () => boolean, withinMs: number): Promise<boolean> {
    const end = this.time + withinMs;
    while (condition()) {
      const next = this.#heap[0];
      if (next === undefined || next.time > end) return false;
      await this.runUntil(next.time);
    }
    return true;
  }
}

/** After all microtasks: `setImmediate` comes when there are none left. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Event = { time: number; order: number; run: () => void };

const isBefore = (one: Event, other: Event): boolean =>
  one.time < other.time || (one.time === other.time && one.order < other.order);

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (parent === undefined || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    const [left, right] = [heap[down], heap[down + 1]];
    if (left === undefined) break;
    if (right !== undefined && isBefore(right, left)) down += 1;
    const child = heap[down];
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = last;
}
