import { Module, type DynamicModule } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { Account } from './account/account.entity.js';
import { AdminModule } from './admin/admin.module.js';
import { IdempotentAnswer } from './api/writes/idempotent-answer.entity.js';
import { AdminEvent } from './audit/admin-event.entity.js';
import { AuditModule } from './audit/audit.module.js';
import { LedgerDelivery } from './audit/delivery/ledger-delivery.entity.js';
import { RefreshTally } from './audit/refresh-tally.entity.js';
import { RefreshUsage } from './audit/refresh-usage.entity.js';
import { ErasureOrder } from './audit/sealing/erasure-order.entity.js';
import { LedgerCheckpoint } from './audit/sealing/ledger-checkpoint.entity.js';
import { LedgerErasure } from './audit/sealing/ledger-erasure.entity.js';
import { LedgerSalt } from './audit/sealing/ledger-salt.entity.js';
import { LedgerSeal } from './audit/sealing/ledger-seal.entity.js';
import { Upkeep } from './audit/upkeep.entity.js';
import { AuthModule } from './auth/auth.module.js';
import { AuthorizationCode } from './auth/authorization-code.entity.js';
import { Consent } from './auth/consent.entity.js';
import { Interaction } from './auth/interaction.entity.js';
import { LoginThrottle } from './auth/login-throttle.entity.js';
import { DeviceAuthorization } from './auth/device/device-authorization.entity.js';
import { PasskeyChallenge } from './auth/passkeys/passkey-challenge.entity.js';
import { Passkey } from './auth/passkeys/passkey.entity.js';
import { SecondFactor } from './auth/passkeys/second-factor.entity.js';
import { Session } from './auth/session.entity.js';
import { BootstrapModule } from './bootstrap/bootstrap.module.js';
import { Client } from './client/client.entity.js';
import { ClientModule } from './client/client.module.js';
import { DpopProof } from './client/dpop/dpop-proof.entity.js';
import { FormerClientSecret } from './client/former-client-secret.entity.js';
import { Resource } from './client/resource.entity.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HousekeepingModule } from './housekeeping.js';
import { KeysModule } from './keys/keys.module.js';
import { SigningKey } from './keys/signing-key.entity.js';
import { TokenKey } from './keys/token-key.entity.js';
import { MetadataModule } from './metadata/metadata.module.js';
import { PersonModule } from './person/person.module.js';
import { ProtocolModule } from './protocol/protocol.module.js';
import { Grant } from './token/grant.entity.js';
import { MassRevocation } from './token/mass-revocation/mass-revocation.entity.js';
import { MassRevocationMember } from './token/mass-revocation/mass-revocation-member.entity.js';
import { RefreshToken } from './token/refresh-token.entity.js';
import { RevokedAccessToken } from './token/revoked-access-token.entity.js';
import { TokenModule } from './token/token.module.js';

/** Every table's entity, by the floor of the room that owns it. */
export const ENTITIES = [
  ...[LedgerSeal, LedgerSalt, LedgerCheckpoint, LedgerErasure, ErasureOrder, LedgerDelivery, RefreshTally, Upkeep],
  ...[RefreshUsage, AdminEvent, SigningKey, TokenKey, Account, Client, FormerClientSecret, Resource, DpopProof],
  ...[Session, Consent, Interaction, LoginThrottle, AuthorizationCode, Passkey, SecondFactor, PasskeyChallenge, DeviceAuthorization],
  ...[Grant, RefreshToken, RevokedAccessToken, MassRevocation, MassRevocationMember, IdempotentAnswer],
];

/** The house: all rooms, lowest floor first. */
@Module({})
export class AppModule {
  /**
   * @param databaseUrl of the external server, or of the embedded one
   * @param bootstraps false for a process beside one that has applied the bootstrap file
   */
  static of(settings: Settings, databaseUrl: string, { bootstraps } = { bootstraps: true }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...[ConfigModule.of(settings), ProtocolModule, DatabaseModule.of({ url: databaseUrl, ownerUrl: settings.databaseOwnerUrl ?? databaseUrl }, ENTITIES), AuditModule, KeysModule],
        ...[AccountModule, ClientModule, AuthModule, TokenModule, MetadataModule, AdminModule, ConnectionsModule, PersonModule, ...(bootstraps ? [BootstrapModule] : []), HousekeepingModule],
      ],
    };
  }
}
