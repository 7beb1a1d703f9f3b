import { Module } from '@nestjs/common';
import { ClientModule } from '../client/client.module.js';
import { DiscoveryController } from './discovery.controller.js';
import { HealthController } from './health.controller.js';

/** Owns what the service says of itself: discovery and health. */
@Module({ imports: [ClientModule], controllers: [DiscoveryController, HealthController] })
export class MetadataModule {}
