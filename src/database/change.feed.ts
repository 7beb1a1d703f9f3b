import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf } from './data-source.js';

/** What the triggers on the tables that are held in memory notify (PostgreSQL's LISTEN); the payload is the table's name. */
const CHANNEL = 'evergrant_change';

/** Milliseconds until the next try to listen. */
const RETRY = 500;

/**
 * Tells what the other replicas, or an operator's SQL, have changed in tables of which this process remembers rows. Whenever
 * it cannot be sure to have heard everything, it says that everything has changed.
 */
@Injectable()
export class ChangeFeed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Database');
  private readonly listeners: { table: string; forget: () => void }[] = [];
  private client: PoolClient | null = null;
  private retry: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(private readonly dataSource: DataSource) {}

  onModuleInit(): Promise<void> {
    return this.listen();
  }

  /** The connection goes back to the pool, which waits for it. */
  onModuleDestroy(): void {
    this.isClosing = true;
    clearTimeout(this.retry);
    this.client?.release(true);
  }

  /** Calls when rows of this table may have changed. */
  onChange(table: string, forget: () => void): void {
    this.listeners.push({ table, forget });
  }

  /** Whatever is remembered may be old. */
  forgetAll(): void {
    for (const { forget } of this.listeners) forget();
  }

  private async listen(): Promise<void> {
    try {
      const client = await poolOf(this.dataSource).connect();
      if (this.isClosing) return client.release(true);
      client.on('notification', ({ payload }) => this.hear(payload));
      client.on('error', (error) => this.lose(client, error));
      this.client = client;
      await client.query(`LISTEN ${CHANNEL}`);
      this.forgetAll(); // for what changed while nobody listened
    } catch (error) {
      this.lose(this.client, error);
    }
  }

  private hear(table: string | undefined): void {
    for (const listener of this.listeners) if (listener.table === table) listener.forget();
  }

  private lose(client: PoolClient | null, error: unknown): void {
    if (this.isClosing || client !== this.client) return;
    this.client = null;
    client?.release(true);
    this.forgetAll();
    this.logger.warn({ msg: 'no longer hears of changes; tries again', err: error });
    this.retry = setTimeout(() => void this.listen(), RETRY);
  }
}
