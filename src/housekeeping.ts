import { Inject, Injectable, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { IdempotentAnswerStore } from './api/writes/idempotent-answer.store.js';
import { AuditModule } from './audit/audit.module.js';
import { LedgerPartitions } from './audit/ledger.partitions.js';
import { RefreshTallyStore } from './audit/refresh-tally.store.js';
import { UpkeepStore } from './audit/upkeep.store.js';
import { AuthModule } from './auth/auth.module.js';
import { AuthorizationCodeStore } from './auth/authorization-code.store.js';
import { DeviceAuthorizationStore } from './auth/device/device-authorization.store.js';
import { InteractionStore } from './auth/interaction.store.js';
import { LoginThrottleStore } from './auth/login-throttle.store.js';
import { PasskeyChallengeStore } from './auth/passkeys/passkey-challenge.store.js';
import { SessionStore } from './auth/session.store.js';
import { ClientModule } from './client/client.module.js';
import { DpopProofStore } from './client/dpop/dpop-proof.store.js';
import { KeyKeeper } from './keys/key.keeper.js';
import { KeysModule } from './keys/keys.module.js';
import { Clock } from './protocol/clock.js';
import { AccessTokenStore } from './token/access-token.store.js';
import { ClientEnder } from './token/client.ender.js';
import { MassRevocationStore } from './token/mass-revocation/mass-revocation.store.js';
import { TokenModule } from './token/token.module.js';

/** Milliseconds between two rounds. */
const INTERVAL = 600_000;

/** Everything that has rows which expire. */
const STORES = [
  ...[KeyKeeper, AuthorizationCodeStore, InteractionStore, LoginThrottleStore, PasskeyChallengeStore, SessionStore, AccessTokenStore, DpopProofStore],
  ...[DeviceAuthorizationStore, ClientEnder],
  ...[IdempotentAnswerStore, MassRevocationStore, RefreshTallyStore, LedgerPartitions],
];

interface Sweeper {
  sweep(now: Date): Promise<void>;
}

const SWEEPERS = Symbol('sweepers');

/**
 * Deletes what has expired, now and then. Nothing depends on it: expiry is judged when a thing is used. Every process does it, worker
 * and replica alike: whoever comes second finds nothing left.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Housekeeping');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SWEEPERS) private readonly sweepers: Sweeper[],
    private readonly upkeep: UpkeepStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), INTERVAL);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** One round. What fails is told and tried again in the next. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const settled = await Promise.allSettled(this.sweepers.map((sweeper) => sweeper.sweep(now)));
    const outcomes = settled.map((outcome, n) => ({ task: this.sweepers[n]!.constructor.name, error: outcome.status === 'rejected' ? outcome.reason : undefined }));
    for (const { task, error } of outcomes) if (error !== undefined) this.logger.warn({ msg: 'sweep failed', task, err: error });
    await this.upkeep.record(now, outcomes).catch((err: unknown) => this.logger.warn({ msg: 'the sweep could not be recorded', err }));
  }
}

@Module({
  imports: [KeysModule, AuditModule, ClientModule, AuthModule, TokenModule, ApiModule],
  providers: [Housekeeping, { provide: SWEEPERS, inject: STORES, useFactory: (...stores: Sweeper[]) => stores }],
})
export class HousekeepingModule {}
