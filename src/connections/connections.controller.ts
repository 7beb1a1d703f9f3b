import { Body, ForbiddenException, Get, Headers, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiController } from '../api/access/admin-controller.js';
import { IdParam } from '../api/access/id.param.js';
import { RequireScope } from '../api/access/require-scope.js';
import { PageQuery } from '../api/lists/page.query.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../api/lists/pages.js';
import { Acting, Writes, type Act } from '../api/writes/act.js';
import { Administration } from '../api/writes/administration.js';
import type { Deed } from '../audit/admin-event.store.js';
import { speak } from '../auth/pages/language.js';
import { ResourceStore } from '../client/resource.store.js';
import type { ConnectionRow } from '../token/listing/connection-list.store.js';
import { describeConnection } from './connection.js';
import { ConnectionView, EndAllOrder, EndedView, OutcomeView, OwnOrder, showConnection } from './connection.view.js';
import { Connections } from './connections.js';

/** A person's own connections. Whose they are, the access token says; another's are as if they were not. */
@ApiController('account', 'connections', 'connections')
export class ConnectionsController {
  constructor(
    private readonly connections: Connections,
    private readonly resources: ResourceStore,
    private readonly administration: Administration,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('connections:read')
  @ApiOperation({ summary: 'The applications and devices that are connected to your account' })
  @ApiPage(ConnectionView)
  async list(@Query() query: PageQuery, @Listed() list: ListRequest, @Acting() { actor }: Act, @Headers('accept-language') languages?: string): Promise<Listing<ConnectionView>> {
    const resources = await this.resources.findAll();
    const { texts } = speak(undefined, languages);
    const show = (row: ConnectionRow) => showConnection(describeConnection(row, resources, actor.grantId), texts);
    return this.pages.answer(list, query, (page) => this.connections.findPage(ownerOf(actor), page), show);
  }

  @Post('end-all')
  @RequireScope('connections:write')
  @Writes()
  @ApiOperation({ summary: 'End all of them, with or without the one that asks' })
  @ApiOkResponse({ type: EndedView })
  endAll(@Body() order: EndAllOrder, @Acting() act: Act): Promise<EndedView> {
    const owner = ownerOf(act.actor);
    return this.administration.administer(act, reasonOf(order), async (manager) => {
      const { ended, ...deed } = await this.connections.endAll(manager, owner, order.keep_asking ? act.actor.grantId : null);
      return { ...deed, answer: { ended } };
    });
  }

  @Post(':id/end')
  @RequireScope('connections:write')
  @Writes()
  @ApiOperation({ summary: 'End it' })
  @ApiOkResponse({ type: OutcomeView })
  end(@Param() { id }: IdParam, @Body() order: OwnOrder, @Acting() act: Act): Promise<OutcomeView> {
    const owner = ownerOf(act.actor);
    return this.administration.administer(act, reasonOf(order), async (manager) => {
      const deed = required(await this.connections.end(manager, owner, id));
      return { ...deed, answer: { id, status: 'ended' as const } };
    });
  }

  @Post(':id/not-me')
  @RequireScope('connections:write')
  @Writes()
  @ApiOperation({ summary: 'Say that it is not yours: it is refused from now on, and an administrator finds it in the ledger' })
  @ApiOkResponse({ type: OutcomeView })
  disown(@Param() { id }: IdParam, @Body() order: OwnOrder, @Acting() act: Act): Promise<OutcomeView> {
    const owner = ownerOf(act.actor);
    return this.administration.administer(act, reasonOf(order), async (manager, now) => {
      const deed = required(await this.connections.disown(manager, owner, id, now));
      return { ...deed, answer: { id, status: deed.target.kind === 'token' ? ('frozen' as const) : ('ended' as const) } };
    });
  }
}

/** A program that acts for itself has no account. */
function ownerOf({ accountId }: Act['actor']): string {
  if (!accountId) throw new ForbiddenException('only a person has connections');
  return accountId;
}

function required(deed: Deed | null): Deed {
  if (!deed) throw new NotFoundException('you have no connection with this id');
  return deed;
}

const reasonOf = ({ reason = 'by the person' }: OwnOrder) => ({ reason });
