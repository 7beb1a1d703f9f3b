import { Get, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../protocol/clock.js';
import { MassRevocationStore } from '../../token/mass-revocation/mass-revocation.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { RevocationView, showRevocation } from './revocation.view.js';
import { RevocationWatch } from './revocation.watch.js';

@AdminController('revocations', 'revocations')
export class RevocationsController {
  constructor(
    private readonly revocations: MassRevocationStore,
    private readonly watch: RevocationWatch,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Mass revocations and plans of them, the newest first' })
  @ApiPage(RevocationView)
  list(@Query() query: PageQuery, @Listed() list: ListRequest): Promise<Listing<RevocationView>> {
    return this.pages.answer(list, query, (page) => this.revocations.findPage(page), (row) => showRevocation(row, this.clock.now()));
  }

  @Get(':id')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'One mass revocation, and how far it is' })
  @ApiOkResponse({ type: RevocationView })
  show(@Param() { id }: IdParam): Promise<RevocationView> {
    return this.get(id);
  }

  @Get(':id/events')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Its progress as server-sent events: `progress` whenever it has moved, `end` as the last' })
  @ApiOkResponse({ description: 'The data of each event is a RevocationView.', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async events(@Param() { id }: IdParam, @Res() reply: FastifyReply): Promise<void> {
    await this.get(id);
    // A proxy that keeps the answer until it is full would show nothing of it.
    void reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }).send(this.watch.open(() => this.get(id)));
  }

  private async get(id: string): Promise<RevocationView> {
    const row = await this.revocations.find(id);
    if (!row) throw new NotFoundException('there is no revocation with this id');
    return showRevocation(row, this.clock.now());
  }
}
