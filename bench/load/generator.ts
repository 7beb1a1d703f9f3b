import { Connection } from './connection.js';
import type { Job, LoadReport, Message } from './job.js';

const REFRESH_TOKEN = '"refresh_token":"';

/** A closed loop of requests: each connection sends its next one when its last was answered. Runs in a process of its own. */
class Load {
  private readonly values: string[];
  private readonly latencies: number[] = [];
  private bad = 0;
  private firstBad: string | null = null;
  private began = 0;
  private ended = 0;
  private isStopping = false;
  private readonly head: string;

  constructor(private readonly job: Job) {
    this.values = [...job.values];
    this.head = `POST ${job.path} HTTP/1.1\r\nHost: 127.0.0.1:${job.port}\r\nAuthorization: ${job.authorization}\r\nAccept: application/json\r\nUser-Agent: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
  }

  async run(): Promise<LoadReport> {
    const { mode, warmUp, duration, concurrency } = this.job;
    const lines = await Promise.all(Array.from({ length: concurrency }, (_, index) => this.openLine(index)));
    if (mode === 'once') this.begin();
    else setTimeout(() => this.begin(), warmUp);
    if (mode !== 'once') setTimeout(() => this.end(), warmUp + duration);
    await Promise.all(lines.map((line) => line()));
    if (mode === 'once') this.end();
    return this.report();
  }

  /** A connection with its share of the values; the function returned sends until it is over. */
  private async openLine(line: number): Promise<() => Promise<void>> {
    const { concurrency, mode } = this.job;
    let [next, sentAt] = [line, 0];
    let finish: () => void;
    let fail: (error: Error) => void;
    const over = new Promise<void>((resolve, reject) => ([finish, fail] = [resolve, reject]));
    const send = () => {
      if (this.isStopping || next >= this.values.length) return finish();
      sentAt = performance.now();
      connection.send(this.request(this.values[next]!));
    };
    const answered = (status: number, body: string) => {
      this.note(next, performance.now() - sentAt, status, body);
      next += concurrency;
      if (next >= this.values.length && mode !== 'once') next = line;
      send();
    };
    const connection = await Connection.open(this.job.port, answered, (error) => fail(error));
    return () => {
      send();
      return over.finally(() => connection.close());
    };
  }

  private request(value: string): string {
    const body = this.job.prefix + value;
    return `${this.head}${body.length}\r\n\r\n${body}`;
  }

  private note(index: number, latency: number, status: number, body: string): void {
    const isGood = status === 200 && body.includes(this.job.expects);
    if (isGood && this.job.mode !== 'cycle') this.keepToken(index, body);
    if (!isGood) this.firstBad ??= `${status} ${body.slice(0, 300)}`;
    if (!isGood) this.bad++;
    if (this.began > 0 && this.ended === 0) this.latencies.push(latency);
  }

  private keepToken(index: number, body: string): void {
    const start = body.indexOf(REFRESH_TOKEN) + REFRESH_TOKEN.length;
    if (start >= REFRESH_TOKEN.length) this.values[index] = body.slice(start, body.indexOf('"', start));
  }

  private begin(): void {
    this.began = performance.now();
    tell({ begin: true });
  }

  private end(): void {
    this.ended = performance.now();
    this.isStopping = true;
    tell({ end: true });
  }

  private report(): LoadReport {
    const sorted = Float64Array.from(this.latencies).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    const seconds = (this.ended - this.began) / 1000;
    return { requests: sorted.length, bad: this.bad, firstBad: this.firstBad, seconds, p50: at(0.5), p99: at(0.99), values: this.values };
  }
}

function tell(message: Message): void {
  process.send!(message);
}

process.on('message', (job: Job) => {
  new Load(job).run().then(
    (report) => tell({ report }),
    (error: Error) => tell({ failed: error.message }),
  );
});
