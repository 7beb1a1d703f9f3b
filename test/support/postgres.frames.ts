/** Cuts a stream of PostgreSQL's protocol (§54.2) into messages: a letter, a length and what belongs to it. */
export class PostgresFrames {
  private rest: Buffer = Buffer.alloc(0);
  private isUntyped: boolean;

  /** @param startsUntyped the first message has no letter, as a client's has */
  constructor({ startsUntyped = false } = {}) {
    this.isUntyped = startsUntyped;
  }

  read(chunk: Buffer, take: (type: string, frame: Buffer) => void): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    for (;;) {
      const letter = this.isUntyped ? 0 : 1;
      if (this.rest.length < letter + 4) return;
      const length = letter + this.rest.readInt32BE(letter);
      if (this.rest.length < length) return;
      const frame = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      this.isUntyped = false;
      take(letter === 0 ? '' : String.fromCharCode(frame[0]!), frame);
    }
  }
}
