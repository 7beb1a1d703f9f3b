/** An answer that is asked for again only when it is some seconds old, and once, however many want it. */
export class Lately<Answer> {
  private answer: Promise<Answer> | null = null;
  private staleAt = 0;

  constructor(
    private readonly seconds: number,
    private readonly ask: (now: Date) => Promise<Answer>,
  ) {}

  get(now: Date): Promise<Answer> {
    if (this.answer && now.getTime() < this.staleAt) return this.answer;
    const answer = this.ask(now);
    this.answer = answer;
    this.staleAt = now.getTime() + this.seconds * 1000;
    answer.catch(() => (this.answer = this.answer === answer ? null : this.answer)); // the next one asks anew
    return answer;
  }
}
