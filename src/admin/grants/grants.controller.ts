import { Body, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { GrantStore } from '../../token/grant.store.js';
import { GrantListStore, type GrantRow } from '../../token/listing/grant-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, SHORT_PAGES, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { filterOf, GrantQuery, GrantView, showGrant } from './grant.view.js';

@AdminController('grants', 'grants')
export class GrantsController {
  constructor(
    private readonly list: GrantListStore,
    private readonly grants: GrantStore,
    private readonly administration: Administration,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Grants by any filters', description: SHORT_PAGES })
  @ApiPage(GrantView)
  findAll(@Query() query: GrantQuery, @Listed() list: ListRequest): Promise<Listing<GrantView>> {
    return this.pages.answer(list, query, (page) => this.list.findPage(filterOf(query), query.sort.startsWith('-'), page), showGrant);
  }

  @Get(':id')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'One grant' })
  @ApiOkResponse({ type: GrantView })
  async show(@Param() { id }: IdParam): Promise<GrantView> {
    return showGrant(required(await this.list.find(id)));
  }

  @Post(':id/revoke')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'End it, with its refresh token and its access tokens' })
  @ApiOkResponse({ type: GrantView })
  revoke(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<GrantView> {
    return this.administration.administer(act, order, async (manager) => {
      const old = stateOf(required(await this.list.find(id, manager)));
      await this.grants.revokeIn(manager, id, 'admin');
      const row = required(await this.list.find(id, manager));
      return { action: 'grant.revoke', target: { kind: 'grant', id }, old, new: stateOf(row), answer: showGrant(row) };
    });
  }
}

function required(row: GrantRow | null): GrantRow {
  if (!row) throw new NotFoundException('there is no grant with this id');
  return row;
}

const stateOf = ({ revokedAt, endedReason }: GrantRow) => ({ revokedAt, endedReason });
