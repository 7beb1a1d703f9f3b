import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { ClientModule } from '../client/client.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { AuthorizationCodeStore } from './authorization-code.store.js';

/** Owns the front channel: a person at a browser logs in, consents, and is sent back with a code; sessions and logout. */
@Module({
  imports: [AccountModule, ClientModule, KeysModule],
  controllers: [],
  providers: [AuthorizationCodeStore],
  exports: [AuthorizationCodeStore],
})
export class AuthModule {}
