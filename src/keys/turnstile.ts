/** Lets a few through at each turn of the event loop: many that become ready at once do not hold up everybody else together. */
export class Turnstile {
  private readonly waiting: (() => void)[] = [];
  private passed = 0;

  constructor(private readonly perTurn: number) {}

  /** Resolves now, or in one of the next turns; first come, first served. */
  async pass(): Promise<void> {
    if (this.passed === 0) setImmediate(() => this.turn());
    if (this.passed < this.perTurn) this.passed++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private turn(): void {
    const next = this.waiting.splice(0, this.perTurn);
    this.passed = next.length;
    if (next.length > 0) setImmediate(() => this.turn());
    for (const go of next) go();
  }
}
