/** The Lease. Judged by local observation time only, so that clocks of replicas may differ. */
export interface Leader {
  /** True while this process holds the Lease and its deadline on the monotonic clock has not passed: ask before each write. */
  isLeading(): boolean;
  /** Starts campaigning; callbacks when leadership is won and lost. */
  start(on: { won: (transitions: number) => void; lost: (why: string) => void }): void;
  /** Gives the Lease up at once (event-loop stall, SIGTERM). */
  release(): Promise<void>;
  identity(): string;
  /** Who holds it, for the page: undefined when unknown. */
  holder(): string | undefined;
}
