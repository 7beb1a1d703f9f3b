import { Controller, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Deed } from '../audit/admin-event.store.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import { seeOther } from '../auth/redirect.js';
import { Connections } from '../connections/connections.js';
import type { Parameters } from '../protocol/parameters.js';
import { saying, type Done } from './done.js';
import { Endings } from './endings.js';
import { OwnActs } from './own-acts.js';
import { Visitors, type Visitor } from './visitors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Work = (manager: EntityManager, visitor: Visitor, form: Parameters, now: Date) => Promise<Deed | null>;

/** The first page's buttons: a person ends what is connected to his account. What is another's is as if it were not. */
@ApiExcludeController()
@Controller('account')
@UseFilters(PageErrorFilter)
export class EndingsController {
  constructor(
    private readonly visitors: Visitors,
    private readonly acts: OwnActs,
    private readonly connections: Connections,
    private readonly endings: Endings,
  ) {}

  @Post('connections/:id/end')
  end(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, ['end', id], 'ended', async (manager, { accountId }) => (UUID.test(id) ? this.connections.end(manager, accountId, id) : null));
  }

  @Post('connections/:id/not-me')
  disown(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, ['not-me', id], 'disowned', async (manager, { accountId }, _, now) =>
      UUID.test(id) ? this.connections.disown(manager, accountId, id, now) : null,
    );
  }

  @Post('sessions/:id/end')
  endSession(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, ['session', id], 'loggedOut', async (manager, { accountId }) => (UUID.test(id) ? this.endings.endSession(manager, accountId, id) : null));
  }

  /** Here too: afterwards the browser is at the login page. */
  @Post('sign-out-everywhere')
  endAll(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, ['sign-out-everywhere'], null, (manager, { accountId }) => this.endings.endAll(manager, accountId));
  }

  @Post('consents/withdraw')
  withdraw(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, ['withdraw'], 'withdrawn', (manager, { accountId }, { client_id: clientId = '' }) => this.endings.withdraw(manager, accountId, clientId));
  }

  private async act(request: FastifyRequest, reply: FastifyReply, purpose: string[], done: Done | null, work: Work): Promise<void> {
    const received = await this.visitors.receiveForm(request, reply, '/account', purpose);
    if (!received) return;
    const [visitor, form] = received;
    const isDone = await this.acts.carryOut(visitor, request, (manager, now) => work(manager, visitor, form, now));
    seeOther(reply, isDone && done === null ? '/oidc/session/end' : saying('/account', isDone ? done! : 'gone'));
  }
}
