import { Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { EventListStore, UsageListStore } from '../../audit/ledger-list.store.js';
import { GrantListStore } from '../../token/listing/grant-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, SHORT_PAGES, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { EventView, showEvent } from './event.view.js';
import { eventFilterOf, EventQuery, usageFilterOf, UsageQuery } from './ledger.query.js';
import { showUsage, UsageView } from './usage.view.js';

@AdminController('audit', 'audit')
export class AuditController {
  constructor(
    private readonly usages: UsageListStore,
    private readonly events: EventListStore,
    private readonly grants: GrantListStore,
    private readonly pages: Pages,
  ) {}

  @Get('refreshes')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'Attempts to refresh, by any filters', description: SHORT_PAGES })
  @ApiPage(UsageView)
  async findUsages(@Query() query: UsageQuery, @Listed() list: ListRequest): Promise<Listing<UsageView>> {
    const filter = usageFilterOf(query, query.account === undefined ? undefined : await this.grants.findIdsOf(query.account));
    return this.pages.answer(list, query, (page) => this.usages.findPage(filter, query.sort === '-at', page), showUsage);
  }

  @Get('events')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'Administrative acts, by any filters', description: SHORT_PAGES })
  @ApiPage(EventView)
  findEvents(@Query() query: EventQuery, @Listed() list: ListRequest): Promise<Listing<EventView>> {
    return this.pages.answer(list, query, (page) => this.events.findPage(eventFilterOf(query), query.sort === '-at', page), showEvent);
  }
}
