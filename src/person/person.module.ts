import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { ApiModule } from '../api/api.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ClientModule } from '../client/client.module.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { TokenModule } from '../token/token.module.js';
import { ActivityController } from './activity.controller.js';
import { EndingsController } from './endings.controller.js';
import { Endings } from './endings.js';
import { Holdings } from './holdings.js';
import { HomeController } from './home.controller.js';
import { OwnActs } from './own-acts.js';
import { OwnPasskeys } from './own-passkeys.js';
import { PasskeyActsController } from './passkey-acts.controller.js';
import { PasskeysController } from './passkeys.controller.js';
import { PasswordChange } from './password-change.js';
import { PasswordController } from './password.controller.js';
import { RootController } from './root.controller.js';
import { Visitors } from './visitors.js';

/** Owns the pages under `/account`, where a person looks after his own account: what is connected to it, password, passkeys, what happened lately. */
@Module({
  imports: [AuditModule, AccountModule, ClientModule, AuthModule, TokenModule, ApiModule, ConnectionsModule],
  controllers: [HomeController, EndingsController, PasswordController, PasskeysController, PasskeyActsController, ActivityController, RootController],
  providers: [Visitors, OwnActs, Holdings, Endings, PasswordChange, OwnPasskeys],
})
export class PersonModule {}
