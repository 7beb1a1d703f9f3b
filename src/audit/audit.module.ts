import { Module } from '@nestjs/common';
import { AdminEventStore } from './admin-event.store.js';
import { FloodStore } from './flood.store.js';
import { IncidentStore } from './incident.store.js';
import { EventListStore, UsageListStore } from './ledger-list.store.js';
import { LedgerPartitions } from './ledger.partitions.js';
import { LedgerStore } from './ledger.store.js';
import { TimelineStore } from './timeline.store.js';

/** Owns the ledger: one row per attempt to refresh, written in one statement with what it tells of, one per administrative act, and their log lines; and its partitions. */
@Module({
  providers: [LedgerPartitions, FloodStore, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore],
  exports: [LedgerPartitions, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore],
})
export class AuditModule {}
