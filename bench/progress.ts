/** A line that says how far the run is, rewritten in place on a terminal. */
export class Progress {
  private done = 0;
  private readonly begun = Date.now();

  constructor(private readonly steps: number) {}

  /** @param text what was just found out */
  step(text: string): void {
    this.done++;
    this.say(text);
  }

  say(text: string): void {
    const share = String(Math.floor((this.done / this.steps) * 100)).padStart(3);
    const line = `[${share} % ${Math.round((Date.now() - this.begun) / 1000)} s] ${text}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
