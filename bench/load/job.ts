/** What a request of the load is made of; what varies between requests is `values`. */
export interface Job {
  port: number;
  path: string;
  /** The `Authorization` header. */
  authorization: string;
  /** The form's body is prefix and value. */
  prefix: string;
  values: string[];
  /**
   * `cycle`: each connection goes round its share of the values. `rotate`: likewise, and a value is replaced by the refresh token
   * that came back. `once`: each value is used once, then the job ends.
   */
  mode: 'cycle' | 'rotate' | 'once';
  /** What an answer must hold, beside its status 200. */
  expects: string;
  concurrency: number;
  /** Milliseconds; what is not measured, and what is. `once` knows neither. */
  warmUp: number;
  duration: number;
}

/** What the generator saw between begin and end. */
export interface LoadReport {
  requests: number;
  /** Answers that were not as expected, and the first of them. */
  bad: number;
  firstBad: string | null;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** The refresh tokens that came back, in the values' places. */
  values: string[];
}

export type Message = { begin: true } | { end: true } | { report: LoadReport } | { failed: string };
