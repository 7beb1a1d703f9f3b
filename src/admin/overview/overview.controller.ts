import { Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { FLUSH_AFTER, RefreshTallyStore } from '../../audit/refresh-tally.store.js';
import { Clock } from '../../protocol/clock.js';
import type { ActorRequest } from '../../api/access/actor.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ActivityQuery, ActivityView, frameOf, showActivity } from './activity.view.js';
import { Machinery } from './machinery.js';
import { OverviewView } from './overview.view.js';
import { Traffic } from './traffic.js';

const LATE = `Each process adds what it has counted every ${FLUSH_AFTER / 1000} seconds, so that it costs a refresh nothing; the ledger is exact, \`/audit/refreshes\`. Kept for 400 days.`;

const WITHHELD = { keys: null, database: null, housekeeping: null };

@AdminController('', 'overview')
export class OverviewController {
  constructor(
    private readonly traffic: Traffic,
    private readonly machinery: Machinery,
    private readonly tally: RefreshTallyStore,
    private readonly clock: Clock,
  ) {}

  @Get('overview')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'How the house stands, at a glance; quick however many tokens there are' })
  @ApiOkResponse({ type: OverviewView })
  async show(@Req() { actor }: ActorRequest): Promise<OverviewView> {
    const at = this.clock.now();
    const traffic = await this.traffic.look(at);
    if (!actor.scopes.includes('audit:read')) return { at, ...traffic, ...WITHHELD, withheld: Object.keys(WITHHELD) };
    return { at, ...traffic, ...(await this.machinery.look(at)), withheld: [] };
  }

  @Get('activity')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'How many refreshes there were, by time and verdict', description: LATE })
  @ApiOkResponse({ type: ActivityView })
  async findActivity(@Query() { span }: ActivityQuery): Promise<ActivityView> {
    const frame = frameOf(span, this.clock.now());
    return showActivity(span, frame, await this.tally.find(frame.from, frame.to, frame.seconds));
  }
}
