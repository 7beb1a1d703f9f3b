import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { ApiModule } from '../api/api.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ClientModule } from '../client/client.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { TokenModule } from '../token/token.module.js';
import { AccessTokensController } from './access-tokens/access-tokens.controller.js';
import { AccountActsController } from './accounts/account-acts.controller.js';
import { AccountEditsController } from './accounts/account-edits.controller.js';
import { AccountErasureController } from './accounts/account-erasure.controller.js';
import { AccountOffice } from './accounts/account.office.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { ExportsController } from './audit/exports.controller.js';
import { Exports } from './audit/exports.js';
import { TokenThenController } from './audit/token-then.controller.js';
import { ClientActsController } from './clients/client-acts.controller.js';
import { ClientPolicyController } from './clients/client-policy.controller.js';
import { ClientSecretsController } from './clients/client-secrets.controller.js';
import { ClientAdministration } from './clients/client.administration.js';
import { ClientsController } from './clients/clients.controller.js';
import { ConsoleController } from './console/console.controller.js';
import { ConsoleFiles } from './console/console.files.js';
import { CaseBuilder } from './explain/case.builder.js';
import { ExplainController } from './explain/explain.controller.js';
import { LeadFinder } from './explain/lead.finder.js';
import { TokenIdentifier } from './explain/token.identifier.js';
import { GrantsController } from './grants/grants.controller.js';
import { CredentialHygiene } from './hygiene/credential.hygiene.js';
import { GrantedHygiene } from './hygiene/granted.hygiene.js';
import { HygieneController } from './hygiene/hygiene.controller.js';
import { TokenHygiene } from './hygiene/token.hygiene.js';
import { KeysController } from './keys/keys.controller.js';
import { DocsController } from './openapi/docs.controller.js';
import { Machinery } from './overview/machinery.js';
import { OverviewController } from './overview/overview.controller.js';
import { Traffic } from './overview/traffic.js';
import { ResourcesController } from './resources/resources.controller.js';
import { GlobalTokenRevocationController } from './revocations/global-token-revocation.controller.js';
import { RevocationActsController } from './revocations/revocation-acts.controller.js';
import { RevocationWatch } from './revocations/revocation.watch.js';
import { RevocationsController } from './revocations/revocations.controller.js';
import { DeliveryController } from './seals/delivery.controller.js';
import { SealsController } from './seals/seals.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { TokenActsController } from './tokens/token-acts.controller.js';
import { TokensController } from './tokens/tokens.controller.js';

/** Owns the admin API under `/admin/v1` and the console over it. What it shows and changes is the rooms' below. */
@Module({
  imports: [ApiModule, AuditModule, KeysModule, AccountModule, ClientModule, AuthModule, TokenModule],
  controllers: [
    ...[DocsController, ConsoleController, TokensController, TokenActsController, GrantsController, AccessTokensController],
    ...[ClientsController, ClientActsController, ClientSecretsController, ClientPolicyController, ResourcesController],
    ...[AccountsController, AccountEditsController, AccountActsController, AccountErasureController, SessionsController, KeysController],
    ...[RevocationsController, RevocationActsController, GlobalTokenRevocationController],
    ...[OverviewController, ExplainController, HygieneController, AuditController, ExportsController, TokenThenController, SealsController, DeliveryController],
  ],
  providers: [
    ...[AccountOffice, ClientAdministration, ConsoleFiles],
    ...[TokenHygiene, GrantedHygiene, CredentialHygiene, Traffic, Machinery, RevocationWatch, Exports, CaseBuilder, LeadFinder, TokenIdentifier],
  ],
  exports: [ConsoleFiles],
})
export class AdminModule {}
