/** A piece of an MQTT byte stream: a whole packet when it was collected, otherwise bytes to pass on as they are. */
export type Piece = { whole: boolean; bytes: Buffer };

/**
 * Finds packet boundaries in one direction of an MQTT connection (any version: only the fixed header is read).
 * Collecting can be switched on and off at any byte: a packet of which something was passed on already is passed on
 * to its end, so a fault that starts in the middle of one never tears the stream.
 */
export class Framer {
  #header: number[] = [];
  #headerSent = 0;
  #left = 0;
  #held: Buffer[] | undefined;

  /** True when nothing of an unfinished packet has been passed on: another packet may be put in here. */
  get atBoundary(): boolean {
    return this.#held !== undefined || (this.#left === 0 && this.#headerSent === 0);
  }

  push(chunk: Buffer, collect: boolean): Piece[] {
    return collect ? this.#collect(chunk) : this.#pass(chunk);
  }

  #pass(chunk: Buffer): Piece[] {
    const kept = [...(this.#held ?? []), Buffer.from(this.#header.slice(this.#headerSent))];
    this.#held = undefined;
    for (let at = 0; at < chunk.length; )
      at = this.#left > 0 ? this.#skip(chunk, at) : this.#readHeader(chunk, at);
    this.#headerSent = this.#header.length;
    const before = Buffer.concat(kept);
    const pieces = before.length > 0 ? [{ whole: false, bytes: before }] : [];
    return [...pieces, { whole: false, bytes: chunk }];
  }

  #collect(chunk: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    while (at < chunk.length) {
      const from = at;
      if (this.#left > 0) {
        at = this.#skip(chunk, at);
        const bytes = chunk.subarray(from, at);
        if (this.#held === undefined) pieces.push({ whole: false, bytes });
        else this.#held.push(bytes);
      } else {
        at = this.#readHeader(chunk, at);
        const begun = this.#header.length > 0;
        const sent = begun ? this.#headerSent > 0 : this.#lastHeaderSent;
        if (sent) pieces.push({ whole: false, bytes: chunk.subarray(from, at) });
        if (begun) {
          if (sent) this.#headerSent = this.#header.length;
          continue;
        }
        if (!sent) this.#held = [this.#lastHeader];
      }
      if (this.#left === 0 && this.#held !== undefined) {
        pieces.push({ whole: true, bytes: Buffer.concat(this.#held) });
        this.#held = undefined;
      }
    }
    return pieces;
  }

  #lastHeader = Buffer.alloc(0);
  #lastHeaderSent = false;

  #skip(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#left, chunk.length - at);
    this.#left -= taken;
    return at + taken;
  }

  /** Reads header bytes until the header is complete (`#header` is then empty again) or the chunk ends. */
  #readHeader(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length) {
      const byte = chunk[at++] ?? 0;
      this.#header.push(byte);
      const size = this.#header.length;
      if (size === 1 || (byte >= 0x80 && size < 5)) continue;
      for (let i = size - 1; i > 0; i--) this.#left = this.#left * 128 + ((this.#header[i] ?? 0) & 0x7f);
      this.#lastHeader = Buffer.from(this.#header);
      this.#lastHeaderSent = this.#headerSent > 0;
      this.#header = [];
      this.#headerSent = 0;
      break;
    }
    return at;
  }
}
