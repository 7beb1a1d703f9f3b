import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ClientModule } from '../client/client.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { TokenModule } from '../token/token.module.js';
import { AccessTokensController } from './access-tokens/access-tokens.controller.js';
import { AccountErasureController } from './accounts/account-erasure.controller.js';
import { GrantsController } from './grants/grants.controller.js';
import { CursorCodec } from './lists/cursor.codec.js';
import { Pages } from './lists/pages.js';
import { ApiDescription } from './openapi/api.description.js';
import { DocsController } from './openapi/docs.controller.js';
import { DocsPage } from './openapi/docs.page.js';
import { DeliveryController } from './seals/delivery.controller.js';
import { SealsController } from './seals/seals.controller.js';
import { TokenActsController } from './tokens/token-acts.controller.js';
import { TokensController } from './tokens/tokens.controller.js';
import { Administration } from './writes/administration.js';
import { IdempotentAnswerStore } from './writes/idempotent-answer.store.js';

/** Owns the admin API under `/admin/v1`: who may call it, how its lists are paged and its writes recorded, and its description. What it shows and changes is the rooms' below. */
@Module({
  imports: [AuditModule, KeysModule, AccountModule, ClientModule, AuthModule, TokenModule],
  controllers: [DocsController, TokensController, TokenActsController, GrantsController, AccessTokensController, AccountErasureController, SealsController, DeliveryController],
  providers: [CursorCodec, Pages, Administration, IdempotentAnswerStore, ApiDescription, DocsPage],
  exports: [ApiDescription, IdempotentAnswerStore],
})
export class AdminModule {}
