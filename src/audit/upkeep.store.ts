import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Upkeep } from './upkeep.entity.js';

/** Characters of an error that are kept. */
const LONGEST = 500;

/** What became of a task; without an error it was done. */
export interface Outcome {
  task: string;
  error: unknown;
}

const RECORD = `INSERT INTO upkeep (task, done_at, failed_at, error)
  SELECT task, CASE WHEN error IS NULL THEN $1::timestamptz END, CASE WHEN error IS NOT NULL THEN $1::timestamptz END, error
  FROM unnest($2::text[], $3::text[]) AS outcome (task, error) ORDER BY task
  ON CONFLICT (task) DO UPDATE SET done_at = coalesce(excluded.done_at, upkeep.done_at), failed_at = coalesce(excluded.failed_at, upkeep.failed_at),
    error = coalesce(excluded.error, upkeep.error)`;

/** When each task of housekeeping was last done, and what it last failed of: what nobody reads in a log. */
@Injectable()
export class UpkeepStore {
  constructor(private readonly dataSource: DataSource) {}

  async record(at: Date, outcomes: readonly Outcome[]): Promise<void> {
    const errors = outcomes.map(({ error }) => (error === undefined ? null : String(error).slice(0, LONGEST)));
    await this.dataSource.query(RECORD, [at, outcomes.map(({ task }) => task), errors]);
  }

  findAll(): Promise<Upkeep[]> {
    return this.dataSource.getRepository(Upkeep).find({ order: { task: 'ASC' } });
  }
}
