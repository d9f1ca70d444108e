/** What `npm run bench` was called with, for every section. */
export type BenchOptions = {
  /** Generated stages a class, in `judgement`. */
  traces: number;
  /** Breaches made, in `detection`. */
  repeats: number;
  /** Viewers beside one, in `viewers`. */
  viewers: number;
  /** How long the page streams while its heap is watched, in `page`. */
  minutes: number;
};

/** A part of the bench. It prints as it goes and answers what must not be, one line each: empty when all is well. */
export type Section = {
  name: string;
  what: string;
  run: (options: BenchOptions, print: (text: string) => void) => Promise<string[]>;
};
