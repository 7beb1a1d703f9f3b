import { Module } from '@nestjs/common';
import { AdminEventStore } from './admin-event.store.js';
import { DeliveryStore } from './delivery/delivery.store.js';
import { LedgerDeliverer } from './delivery/ledger.deliverer.js';
import { Sinks } from './delivery/sinks.js';
import { FloodStore } from './flood.store.js';
import { IncidentStore } from './incident.store.js';
import { EventListStore, UsageListStore } from './ledger-list.store.js';
import { LedgerPartitions } from './ledger.partitions.js';
import { LedgerStore } from './ledger.store.js';
import { RefreshTallyStore } from './refresh-tally.store.js';
import { CheckpointSigner } from './sealing/checkpoint.signer.js';
import { ErasureOrderStore } from './sealing/erasure-order.store.js';
import { LedgerEraser } from './sealing/ledger.eraser.js';
import { LedgerRounds } from './sealing/ledger.rounds.js';
import { LedgerSealer } from './sealing/ledger.sealer.js';
import { LedgerVerifier } from './sealing/ledger.verifier.js';
import { SealStore } from './sealing/seal.store.js';
import { TimelineStore } from './timeline.store.js';
import { UpkeepStore } from './upkeep.store.js';

/** Owns the ledger: one row per attempt to refresh, written in one statement with what it tells of, one per administrative act, and their log lines; its partitions, and the seals that its rows cannot be changed behind; how many attempts there were, and how housekeeping fares. */
@Module({
  providers: [
    ...[LedgerPartitions, FloodStore, RefreshTallyStore, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore, UpkeepStore],
    ...[SealStore, CheckpointSigner, LedgerSealer, LedgerVerifier, ErasureOrderStore, LedgerEraser, LedgerRounds, Sinks, DeliveryStore, LedgerDeliverer],
  ],
  exports: [
    ...[LedgerPartitions, RefreshTallyStore, LedgerStore, UsageListStore, AdminEventStore, EventListStore, IncidentStore, TimelineStore, UpkeepStore],
    ...[SealStore, CheckpointSigner, LedgerSealer, LedgerVerifier, ErasureOrderStore, LedgerEraser, LedgerDeliverer],
  ],
})
export class AuditModule {}
