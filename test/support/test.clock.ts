import { Clock, plusSeconds } from '../../src/protocol/clock.js';

/** A clock that stands still, at a whole second near the real now, until a test moves it. */
export class TestClock extends Clock {
  private time = new Date(Math.floor(Date.now() / 1000) * 1000);

  now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time = plusSeconds(this.time, seconds);
  }

  /** Seconds by which this clock is ahead of the real one. */
  get lead(): number {
    return Math.floor((this.time.getTime() - Date.now()) / 1000);
  }
}
