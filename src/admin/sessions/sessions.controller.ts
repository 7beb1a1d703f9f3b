import { Body, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { SessionListStore, type SessionRow } from '../../auth/session-list.store.js';
import { SessionStore } from '../../auth/session.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, SHORT_PAGES, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { filterOf, SessionQuery, SessionView, showSession } from './session.view.js';

@AdminController('sessions', 'sessions')
export class SessionsController {
  constructor(
    private readonly list: SessionListStore,
    private readonly sessions: SessionStore,
    private readonly administration: Administration,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('accounts:read')
  @ApiOperation({ summary: 'Login sessions by any filters', description: SHORT_PAGES })
  @ApiPage(SessionView)
  findAll(@Query() query: SessionQuery, @Listed() list: ListRequest): Promise<Listing<SessionView>> {
    return this.pages.answer(list, query, (page) => this.list.findPage(filterOf(query), query.sort.startsWith('-'), page), showSession);
  }

  @Get(':id')
  @RequireScope('accounts:read')
  @ApiOperation({ summary: 'One login session' })
  @ApiOkResponse({ type: SessionView })
  async show(@Param() { id }: IdParam): Promise<SessionView> {
    return showSession(required(await this.list.find(id)));
  }

  @Post(':id/logout')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Log out this device: what would end if the person logged out there ends; offline access lives on' })
  @ApiOkResponse({ type: SessionView })
  logout(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<SessionView> {
    return this.administration.administer(act, order, async (manager) => {
      const old = required(await this.list.find(id, manager));
      await this.sessions.end(old, manager);
      const row = required(await this.list.find(id, manager));
      return { action: 'session.logout', target: { kind: 'session', id }, old: { endedAt: old.endedAt }, new: { endedAt: row.endedAt }, answer: showSession(row) };
    });
  }
}

function required(row: SessionRow | null): SessionRow {
  if (!row) throw new NotFoundException('there is no session with this id');
  return row;
}
