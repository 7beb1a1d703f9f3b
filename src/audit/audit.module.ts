import { Module } from '@nestjs/common';
import { LedgerStore } from './ledger.store.js';

/** Owns the ledger: one row per attempt to refresh, written in one statement with what it tells of, and its log line. */
@Module({ providers: [LedgerStore], exports: [LedgerStore] })
export class AuditModule {}
