/** What `GET /admin/v1/overview` answers. */
export interface Overview {
  at: string;
  live_families: { count: number; is_estimate: boolean; counted_at: string };
  clients: { client: string; client_name: string; live_families: number }[];
  frozen: { count: number; has_more: boolean; latest: FrozenFamily[] };
  suspected: { count: number; has_more: boolean; latest: SuspectedFamily[] };
  verdicts: VerdictTotal[];
  keys: SigningKey[] | null;
  database: Database | null;
  housekeeping: Task[] | null;
  withheld: string[];
}

interface Family {
  id: string;
  client_name: string;
  account: string;
  username: string | null;
}

export interface FrozenFamily extends Family {
  frozen_at: string;
  reason: string | null;
}

export interface SuspectedFamily extends Family {
  suspected_at: string;
  score: number;
  reason: string;
}

export interface VerdictTotal {
  verdict: string;
  last_hour: number;
  last_day: number;
}

export interface SigningKey {
  kid: string;
  alg: string;
  state: string;
  created_at: string;
  signs_since: string | null;
}

export interface Database {
  bytes: number;
  connections: number;
  max_connections: number;
  oldest_transaction_at: string | null;
  server_version: string;
  migrations: number;
  last_migration: string | null;
}

export interface Task {
  task: string;
  done_at: string | null;
  failed_at: string | null;
  error: string | null;
}

/** What `GET /admin/v1/activity` answers. */
export interface Activity {
  span: Span;
  bucket_seconds: number;
  buckets: Bucket[];
}

export type Span = 'hour' | 'day' | 'month';

export interface Bucket {
  at: string;
  counts: Record<string, number>;
}

export const SUCCESSES = ['reused', 'rotated', 'retried'];

/** What tells of somebody who should not have the token. */
export const ALARMS = ['replayed', 'key_mismatch', 'client_mismatch', 'frozen'];

export const isRefusal = ({ verdict }: { verdict: string }) => !SUCCESSES.includes(verdict);
