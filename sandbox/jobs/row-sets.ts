import { createHash } from "node:crypto";

/** Rows as received: key to the value, and how often each key came. */
export class RowSet {
  readonly #rows = new Map<string, string>();
  readonly #copies = new Map<string, number>();

  add(key: string, value: string): void {
    this.#rows.set(key, value);
    this.#copies.set(key, (this.#copies.get(key) ?? 0) + 1);
  }

  get size(): number {
    return this.#rows.size;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** Keys that came more than once. */
  get repeated(): string[] {
    return [...this.#copies].filter(([, count]) => count > 1).map(([key]) => key);
  }

  /** The same for the same rows, in whatever order they came. */
  get checksum(): string {
    const lines = [...this.#rows].map(([key, value]) => `${key}=${value}`).toSorted();
    return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
  }

  missingFrom(keys: readonly string[]): string[] {
    return keys.filter((key) => !this.#rows.has(key));
  }
}
