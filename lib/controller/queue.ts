/** Work by key: never twice at once for a key, one more turn when it was asked for during one. Different keys run side by side. */
export class KeyedQueue<K> {
  readonly #running = new Map<string, Promise<void>>();
  readonly #wanted = new Set<string>();
  readonly #text: (key: K) => string;
  readonly #work: (key: K) => Promise<void>;

  constructor(text: (key: K) => string, work: (key: K) => Promise<void>) {
    this.#text = text;
    this.#work = work;
  }

  add(key: K): void {
    const text = this.#text(key);
    if (this.#running.has(text)) this.#wanted.add(text);
    // A turn that fails is nobody's to catch: it ends the process (F45).
    else void this.#start(key, text);
  }

  /** A turn that began after this call; resolves when it has ended. */
  async run(key: K): Promise<void> {
    const text = this.#text(key);
    const running = this.#running.get(text);
    if (running) {
      this.#wanted.add(text);
      await running;
      await this.#running.get(text);
      return;
    }
    await this.#start(key, text);
  }

  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #start(key: K, text: string): Promise<void> {
    const turn = this.#work(key).finally(() => {
      this.#running.delete(text);
      if (this.#wanted.delete(text)) void this.#start(key, text);
    });
    this.#running.set(text, turn);
    return turn;
  }
}
