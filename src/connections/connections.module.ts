import { Module } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { ClientModule } from '../client/client.module.js';
import { TokenModule } from '../token/token.module.js';
import { AccountDocsController } from './account-docs.controller.js';
import { ConnectionsController } from './connections.controller.js';
import { Connections } from './connections.js';

/** Owns the account API under `/account/v1`: what a person sees of the applications and devices that are connected to his account, and how he ends them. */
@Module({
  imports: [ClientModule, TokenModule, ApiModule],
  controllers: [AccountDocsController, ConnectionsController],
  providers: [Connections],
  exports: [Connections],
})
export class ConnectionsModule {}
