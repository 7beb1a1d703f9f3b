import { Controller, Get, Header } from '@nestjs/common';
import { ResourceStore } from '../client/resource.store.js';
import { Settings } from '../config/settings.js';
import { serverMetadata } from './server-metadata.js';

@Controller()
export class DiscoveryController {
  constructor(
    private readonly settings: Settings,
    private readonly resources: ResourceStore,
  ) {}

  /** OpenID Connect Discovery §4; RFC 8414 §3.1 with the well-known part inserted before the issuer's path, and §5's older form after it. */
  @Get(['oidc/.well-known/openid-configuration', '.well-known/oauth-authorization-server/oidc', 'oidc/.well-known/oauth-authorization-server'])
  @Header('cache-control', 'public, max-age=300')
  async discover(): Promise<Record<string, unknown>> {
    const resources = await this.resources.findAll();
    return serverMetadata(
      this.settings,
      resources.flatMap(({ scopes }) => scopes),
    );
  }
}
