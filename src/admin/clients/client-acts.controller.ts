import { Body, ConflictException, Delete, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { metadataOf } from '../../client/client-description.js';
import { ClientMetadata } from '../../client/client-metadata.js';
import type { Client } from '../../client/client.entity.js';
import { ClientRegistrar } from '../../client/client.registrar.js';
import { mergePatch } from '../../protocol/merge-patch.js';
import { ClientEnder } from '../../token/client.ender.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { readShape } from '../../api/access/shape.pipe.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Order } from '../../api/writes/order.js';
import { ClientAdministration } from './client.administration.js';
import { CreateClientOrder, PatchClientOrder, ReplaceClientOrder } from './client.order.js';
import { ClientParam } from './client.param.js';
import { ClientView, ClientWithSecretView } from './client.view.js';

@AdminController('clients', 'clients')
export class ClientActsController {
  constructor(
    private readonly administration: ClientAdministration,
    private readonly registrar: ClientRegistrar,
    private readonly ender: ClientEnder,
  ) {}

  @Post()
  @RequireScope('clients:write')
  @Writes(201)
  @ApiOperation({ summary: 'Register a client; its secret is in this answer and nowhere else' })
  @ApiCreatedResponse({ type: ClientWithSecretView })
  create(@Body() order: CreateClientOrder, @Acting() act: Act): Promise<ClientWithSecretView> {
    return this.administration.create(act, order);
  }

  @Put(':id')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Replace its metadata; one that becomes confidential is given a secret, one that becomes public loses its own' })
  @ApiOkResponse({ type: ClientWithSecretView })
  replace(@Param() { id }: ClientParam, @Body() order: ReplaceClientOrder, @Acting() act: Act): Promise<ClientWithSecretView> {
    return this.administration.change(act, order, id, 'client.change', (client, now) => this.changeTo(order.metadata, client, now));
  }

  @Patch(':id')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Change some of its metadata; null takes a member away (RFC 7396)' })
  @ApiOkResponse({ type: ClientWithSecretView })
  patch(@Param() { id }: ClientParam, @Body() order: PatchClientOrder, @Acting() act: Act): Promise<ClientWithSecretView> {
    return this.administration.change(act, order, id, 'client.change', (client, now) => {
      const patched = mergePatch(metadataOf(client), order.metadata) as object;
      return this.changeTo(readShape(ClientMetadata, patched, 'metadata'), client, now);
    });
  }

  @Delete(':id')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Delete it and end its tokens; the id is not given again, for the ledger’s sake' })
  @ApiOkResponse({ type: ClientView })
  async remove(@Param() { id }: ClientParam, @Body() order: Order, @Acting() act: Act): Promise<ClientView> {
    const answer = await this.administration.change(act, order, id, 'client.delete', (client, now) => {
      this.registrar.endSecrets(client, now);
      return set(client, { deletedAt: client.deletedAt ?? now, disabledAt: client.disabledAt ?? now });
    });
    await this.ender.begin(id);
    return answer;
  }

  @Post(':id/disable')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Refuse it, and all its tokens, until it is enabled again' })
  @ApiOkResponse({ type: ClientView })
  disable(@Param() { id }: ClientParam, @Body() order: Order, @Acting() act: Act): Promise<ClientView> {
    return this.administration.change(act, order, id, 'client.disable', (client, now) => {
      if (client.disabledAt) throw new ConflictException('the client is disabled');
      return set(client, { disabledAt: now });
    });
  }

  @Post(':id/enable')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Let it on, with the tokens that it had' })
  @ApiOkResponse({ type: ClientView })
  enable(@Param() { id }: ClientParam, @Body() order: Order, @Acting() act: Act): Promise<ClientView> {
    return this.administration.change(act, order, id, 'client.enable', (client) => {
      if (!client.disabledAt) throw new ConflictException('the client is not disabled');
      return set(client, { disabledAt: null });
    });
  }

  private changeTo(metadata: ClientMetadata, client: Client, now: Date): string | null {
    const secret = this.registrar.change(client, metadata, now);
    this.administration.requireSafe(client, 'metadata.refresh_token_policy.rotation');
    return secret;
  }
}

/** Changes that make no secret. */
function set(client: Client, changes: Partial<Client>): null {
  Object.assign(client, changes);
  return null;
}
