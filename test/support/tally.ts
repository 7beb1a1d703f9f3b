/** Is this `npm run test:torture`? Else the short form, which runs with all other tests. */
export const IS_WHOLE = process.env.TORTURE === 'whole';

/** How many runs, in the short form and whole. */
export const runs = (short: number, whole: number): number => (IS_WHOLE ? whole : short);

/** Milliseconds: a torture is long, and its machine may be busy. */
export const PATIENT = { timeout: IS_WHOLE ? 3_600_000 : 180_000 };

/** Milliseconds between two lines that say how far a torture has come. */
const INTERVAL = 5000;

/** Counts what a torture did and prints it in one line. */
export class Tally {
  private readonly counts = new Map<string, number>();
  private shownAt = Date.now();

  constructor(
    private readonly name: string,
    private readonly total: number,
  ) {}

  add(what: string | number, count = 1): void {
    this.counts.set(String(what), this.of(what) + count);
    if (IS_WHOLE && Date.now() - this.shownAt > INTERVAL) this.show('…');
  }

  of(what: string | number): number {
    return this.counts.get(String(what)) ?? 0;
  }

  /** To the terminal directly: a test's console is set apart from the run's own lines. */
  show(end = ''): void {
    this.shownAt = Date.now();
    const counted = [...this.counts].map(([what, count]) => `${count} × ${what}`);
    process.stdout.write(`${this.name} (${this.total} runs): ${counted.join(', ')}${end}\n`);
  }
}
