import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ClientModule } from '../client/client.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { AccessTokenReader } from './access-token.reader.js';
import { AccessTokenStore } from './access-token.store.js';
import { BearerReader } from './bearer.reader.js';
import { ClientEnder } from './client.ender.js';
import { ClientFamiliesStore } from './client-families.store.js';
import { FamilyStore } from './family.store.js';
import { AccessTokenListStore } from './listing/access-token-list.store.js';
import { AccountHoldingsStore } from './listing/account-holdings.store.js';
import { ActivityStore } from './listing/activity.store.js';
import { ConnectionListStore } from './listing/connection-list.store.js';
import { GrantListStore } from './listing/grant-list.store.js';
import { GrantedTermsStore } from './listing/granted-terms.store.js';
import { LiveCensusStore } from './listing/live-census.store.js';
import { ProvenanceStore } from './listing/provenance.store.js';
import { SuspicionListStore } from './listing/suspicion-list.store.js';
import { TokenListStore } from './listing/token-list.store.js';
import { TokenThenStore } from './listing/token-then.store.js';
import { AuthorizationCodeGrantType } from './grant-types/authorization-code.grant-type.js';
import { ClientCredentialsGrantType } from './grant-types/client-credentials.grant-type.js';
import { CodeExchange } from './grant-types/code.exchange.js';
import { DeviceCodeGrantType } from './grant-types/device-code.grant-type.js';
import { GRANT_TYPES, type GrantType } from './grant-types/grant-type.js';
import { RefreshTokenGrantType } from './grant-types/refresh-token.grant-type.js';
import { GrantManagementController } from './grant-management.controller.js';
import { GrantOwners } from './grant-owners.js';
import { GrantFounder } from './grant.founder.js';
import { GrantStore } from './grant.store.js';
import { IntrospectionController } from './introspection.controller.js';
import { LogoutEverywhere } from './logout-everywhere.js';
import { PersonEraser } from './person.eraser.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshTokenFounder } from './refresh-token.founder.js';
import { RefreshTokenFinder } from './refresh-token.finder.js';
import { RefreshTokenReader } from './refresh-token.reader.js';
import { RefreshTokenRecogniser } from './refresh-token.recogniser.js';
import { RefreshTokenStore } from './refresh-token.store.js';
import { RefreshTokenWitness } from './refresh-token.witness.js';
import { RevocationController } from './revocation.controller.js';
import { TokenController } from './token.controller.js';
import { TheftAlert } from './theft.alert.js';
import { TheftWatch } from './theft.watch.js';
import { TokenIssuer } from './token.issuer.js';
import { MassRevocationBatch } from './mass-revocation/mass-revocation.batch.js';
import { MassRevocationStore } from './mass-revocation/mass-revocation.store.js';
import { MassRevocationWorker } from './mass-revocation/mass-revocation.worker.js';
import { UserinfoController } from './userinfo.controller.js';

/** A new grant type is one file and one line here. */
const grantTypes = [AuthorizationCodeGrantType, RefreshTokenGrantType, ClientCredentialsGrantType, DeviceCodeGrantType];

/** Owns the back channel: the token endpoint and its grant types, refresh tokens and their policy, introspection, revocation, userinfo. */
@Module({
  imports: [AuditModule, KeysModule, AccountModule, ClientModule, AuthModule],
  controllers: [TokenController, IntrospectionController, RevocationController, UserinfoController, GrantManagementController],
  providers: [
    ...grantTypes,
    CodeExchange,
    { provide: GRANT_TYPES, inject: grantTypes, useFactory: (...all: GrantType<object>[]) => all },
    ...[GrantStore, GrantFounder, RefreshTokenFounder, RefreshTokenStore, RefreshTokenCodec, RefreshTokenReader, RefreshTokenFinder, RefreshTokenWitness],
    ...[AccessTokenStore, AccessTokenReader, BearerReader, TokenIssuer, TheftAlert, TheftWatch],
    ...[FamilyStore, LogoutEverywhere, PersonEraser, ClientFamiliesStore, ClientEnder, TokenListStore, GrantListStore, AccessTokenListStore, AccountHoldingsStore],
    ...[ConnectionListStore, ActivityStore],
    ...[MassRevocationStore, MassRevocationBatch, MassRevocationWorker, GrantOwners],
    ...[LiveCensusStore, SuspicionListStore, TokenThenStore, GrantedTermsStore, ProvenanceStore, RefreshTokenRecogniser],
  ],
  exports: [
    ...[GrantStore, GrantFounder, AccessTokenStore, BearerReader, FamilyStore, LogoutEverywhere, PersonEraser, ClientFamiliesStore, ClientEnder],
    ...[TokenListStore, GrantListStore, AccessTokenListStore, AccountHoldingsStore, ConnectionListStore, ActivityStore],
    ...[MassRevocationStore, MassRevocationWorker],
    ...[LiveCensusStore, SuspicionListStore, TokenThenStore, GrantedTermsStore, ProvenanceStore, RefreshTokenRecogniser],
  ],
})
export class TokenModule {}
