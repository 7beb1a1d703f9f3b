import { Module } from '@nestjs/common';
import { AdminEventStore } from './admin-event.store.js';
import { FloodStore } from './flood.store.js';
import { IncidentStore } from './incident.store.js';
import { EventListStore, UsageListStore } from './ledger-list.store.js';
import { LedgerPartitions } from './ledger.partitions.js';
import { LedgerStore } from './ledger.store.js';
import { RefreshTallyStore } from './refresh-tally.store.js';
import { TimelineStore } from './timeline.store.js';
import { UpkeepStore } from './upkeep.store.js';

/** Owns the ledger: one row per attempt to refresh, written in one statement with what it tells of, one per administrative act, and their log lines; its partitions; how many attempts there were; and how housekeeping fares. */
@Module({
  providers: [LedgerPartitions, FloodStore, RefreshTallyStore, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore, UpkeepStore],
  exports: [LedgerPartitions, RefreshTallyStore, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore, UpkeepStore],
})
export class AuditModule {}
