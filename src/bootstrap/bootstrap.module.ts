import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ClientModule } from '../client/client.module.js';
import { TokenModule } from '../token/token.module.js';
import { BootstrapLoader } from './bootstrap.loader.js';
import { DemoLogin } from './demo.login.js';
import { Registry } from './registry.js';

/** Owns the first data: the bootstrap file of clients, accounts and resources, applied at each start, and the demo. */
@Module({
  imports: [AccountModule, ClientModule, AuthModule, TokenModule],
  providers: [BootstrapLoader, DemoLogin, Registry],
})
export class BootstrapModule {}
