import { answersMqtt } from "./mqtt-ready.ts";

export type Termination = { exitCode: number; startedAt: string; finishedAt: string };

/** What the kubelet knows of one running pod. */
export interface PodRun {
  readonly running: boolean;
  readonly ready: boolean;
  /** Milliseconds since 1970; 0 while it is not ready. */
  readonly readySince: number;
  readonly restarts: number;
  readonly startedAt: string;
  readonly lastTermination: Termination | undefined;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/**
 * A pod without a process of the sandbox's: one that stands for a broker of the user's own, ready while that answers,
 * or one of a workload that is no broker, which is always ready.
 */
export class ProcesslessPod implements PodRun {
  readonly running = true;
  readonly restarts = 0;
  readonly startedAt = new Date().toISOString();
  readonly lastTermination = undefined;
  readonly pid = undefined;
  ready = false;
  readySince = 0;

  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(onChange: () => void, broker: { host: string; port: number } | undefined) {
    this.#onChange = onChange;
    if (broker === undefined) this.#timer = setTimeout(() => this.#setReady(true), 0);
    else void this.#probe(broker);
  }

  stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    return Promise.resolve();
  }

  async #probe(broker: { host: string; port: number }): Promise<void> {
    const ready = await answersMqtt(broker.host, broker.port, "kubelet-readiness", 1000);
    if (this.#stopped) return;
    this.#setReady(ready);
    this.#timer = setTimeout(() => void this.#probe(broker), 1000);
  }

  #setReady(ready: boolean): void {
    if (this.ready === ready) return;
    this.ready = ready;
    this.readySince = ready ? Date.now() : 0;
    this.#onChange();
  }
}
