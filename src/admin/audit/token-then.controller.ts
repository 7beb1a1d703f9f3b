import { Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { InvalidFields } from '../../audit/problem.js';
import { Settings } from '../../config/settings.js';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { TokenThenStore } from '../../token/listing/token-then.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { CAVEATS, showTokenThen, TokenThenQuery, TokenThenView } from './token-then.view.js';

const DAY = 86_400;

/** With what the answer cannot tell. */
type Told = Listing<TokenThenView> & { caveats: string[] };

@AdminController('audit', 'audit')
export class TokenThenController {
  constructor(
    private readonly tokens: TokenThenStore,
    private readonly pages: Pages,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  @Get('live')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'Which refresh tokens of an account or a client were live at a moment', description: 'The youngest first; a page may hold fewer than `limit` and still have a `next`.' })
  @ApiPage(TokenThenView, { caveats: { type: 'array', items: { type: 'string' }, description: 'What cannot be known, in sentences.' } })
  async find(@Query() query: TokenThenQuery, @Listed() list: ListRequest): Promise<Told> {
    const { account: accountId, client: clientId } = query;
    const then = new Date(query.at);
    if (then > this.clock.now()) throw new InvalidFields([{ field: 'at', detail: 'must not lie ahead' }]);
    if (accountId === undefined && clientId === undefined) throw new InvalidFields([{ field: 'account', detail: 'or client is required' }]);
    const listing = await this.pages.answer(list, query, (page) => this.tokens.findPage({ accountId, clientId }, then, page), showTokenThen);
    return { ...listing, caveats: this.caveatsOf(then) };
  }

  private caveatsOf(then: Date): string[] {
    const { ledgerRetentionDays: days } = this.settings;
    if (days === 0 || then > plusSeconds(this.clock.now(), -days * DAY)) return CAVEATS;
    return [...CAVEATS, `The ledger is kept for ${days} days: uses, and freezes that were lifted, of before are not known.`];
  }
}
