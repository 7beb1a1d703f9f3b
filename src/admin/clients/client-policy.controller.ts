import { Body, HttpCode, NotFoundException, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { policyColumnsOf } from '../../client/client-description.js';
import { ClientListStore } from '../../client/client-list.store.js';
import { ClientFamiliesStore } from '../../token/client-families.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { ClientAdministration } from './client.administration.js';
import { PolicyOrder, WhatIf } from './client.order.js';
import { ClientParam } from './client.param.js';
import { ClientView } from './client.view.js';
import { ProspectView, showProspects } from './prospect.view.js';

const ROTATION = 'refresh_token_policy.rotation';

@AdminController('clients/:id/refresh-token-policy', 'clients')
export class ClientPolicyController {
  constructor(
    private readonly administration: ClientAdministration,
    private readonly clients: ClientListStore,
    private readonly families: ClientFamiliesStore,
  ) {}

  @Put()
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Replace its refresh token policy; running tokens are held to it at their next refresh' })
  @ApiOkResponse({ type: ClientView })
  replace(@Param() { id }: ClientParam, @Body() order: PolicyOrder, @Acting() act: Act): Promise<ClientView> {
    return this.administration.change(act, order, id, 'client.change_policy', (client) => {
      this.administration.requireSafe(Object.assign(client, policyColumnsOf(order.refresh_token_policy)), ROTATION);
      return null;
    });
  }

  @Post('what-if')
  @RequireScope('clients:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'What another policy would do to its refresh tokens; nothing is changed' })
  @ApiOkResponse({ type: ProspectView })
  async foresee(@Param() { id }: ClientParam, @Body() { refresh_token_policy: policy }: WhatIf): Promise<ProspectView> {
    const client = await this.clients.find(id);
    if (!client) throw new NotFoundException('there is no client with this id');
    this.administration.requireSafe(Object.assign(client, policyColumnsOf(policy)), ROTATION);
    return showProspects(await this.families.foresee(id, policy));
  }
}
