export interface Clock {
  /** Wall clock, milliseconds since the epoch: for records and for Prometheus. */
  now(): number;
  /** Monotonic milliseconds: for deadlines, leases and elapsed time. */
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
