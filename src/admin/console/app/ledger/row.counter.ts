const [LINE_END, QUOTE] = [10, 34];

/** Counts the rows of a file as it comes in: a line of NDJSON is one, of CSV a line that ends outside quotes, without the first. */
export class RowCounter {
  bytes = 0;
  private ends = 0;
  private isQuoted = false;

  constructor(private readonly format: 'ndjson' | 'csv') {}

  get rows(): number {
    return this.format === 'csv' ? Math.max(0, this.ends - 1) : this.ends;
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    for (const byte of chunk) {
      if (byte === QUOTE && this.format === 'csv') this.isQuoted = !this.isQuoted; // a doubled quote closes and opens again
      else if (byte === LINE_END && !this.isQuoted) this.ends++;
    }
  }
}
