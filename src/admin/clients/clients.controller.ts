import { Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ClientListStore } from '../../client/client-list.store.js';
import { Clock } from '../../protocol/clock.js';
import { ClientFamiliesStore } from '../../token/client-families.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { ClientParam } from './client.param.js';
import { ClientQuery, filterOf } from './client.query.js';
import { ClientDetailView, ClientView, LIVE_COUNTED, showClient } from './client.view.js';

@AdminController('clients', 'clients')
export class ClientsController {
  constructor(
    private readonly clients: ClientListStore,
    private readonly families: ClientFamiliesStore,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequireScope('clients:read')
  @ApiOperation({ summary: 'Clients by any filters, in the order of their ids' })
  @ApiPage(ClientView)
  list(@Query() query: ClientQuery, @Listed() list: ListRequest): Promise<Listing<ClientView>> {
    const now = this.clock.now();
    return this.pages.answer(list, query, (page) => this.clients.findPage(filterOf(query), page), (client) => showClient(client, now));
  }

  @Get(':id')
  @RequireScope('clients:read')
  @ApiOperation({ summary: 'One client, be it deleted' })
  @ApiOkResponse({ type: ClientDetailView })
  async show(@Param() { id }: ClientParam): Promise<ClientDetailView> {
    const client = await this.clients.find(id);
    if (!client) throw new NotFoundException('there is no client with this id');
    const live = await this.families.countLive(id, LIVE_COUNTED + 1);
    return { ...showClient(client, this.clock.now()), live_tokens: Math.min(live, LIVE_COUNTED), has_more_live_tokens: live > LIVE_COUNTED };
  }
}
