/** What one operation costs: median time and roughly the memory that it takes from the heap. */
export type Cost = { ns: number; bytes: number };

const BATCHES = 31;

/**
 * Runs `operation` in batches, after a warm-up of as many. The median of the batches leaves out what the machine did beside it; memory is what the heap
 * grew by in the batches during which it was not collected.
 */
export async function measure(
  operation: () => void | Promise<void>,
  operationsABatch: number,
): Promise<Cost> {
  for (let run = 0; run < operationsABatch * BATCHES; run += 1) await operation();
  const times: number[] = [];
  const grown: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const heap = process.memoryUsage().heapUsed;
    const from = process.hrtime.bigint();
    for (let run = 0; run < operationsABatch; run += 1) await operation();
    times.push(Number(process.hrtime.bigint() - from) / operationsABatch);
    const more = process.memoryUsage().heapUsed - heap;
    if (more > 0) grown.push(more / operationsABatch);
  }
  return { ns: middle(times), bytes: middle(grown) };
}

const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
