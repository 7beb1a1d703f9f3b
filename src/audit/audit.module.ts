import { Module } from '@nestjs/common';
import { AdminEventStore } from './admin-event.store.js';
import { LedgerStore } from './ledger.store.js';
import { TimelineStore } from './timeline.store.js';

/** Owns the ledger: one row per attempt to refresh, written in one statement with what it tells of, one per administrative act, and their log lines. */
@Module({ providers: [LedgerStore, AdminEventStore, TimelineStore], exports: [LedgerStore, AdminEventStore, TimelineStore] })
export class AuditModule {}
