import { Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { TimelineStore } from '../../audit/timeline.store.js';
import { TokenListStore, USES_COUNTED } from '../../token/listing/token-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { ApiPage, Listed, Pages, SHORT_PAGES, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { requireKnown } from './known.tokens.js';
import { MomentView, showMoment } from './moment.view.js';
import { filterOf, orderOf, TokenQuery } from './token.query.js';
import { showToken, TokenView } from './token.view.js';

@AdminController('tokens', 'tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokenListStore,
    private readonly timeline: TimelineStore,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Refresh tokens by any filters', description: SHORT_PAGES })
  @ApiPage(TokenView)
  async list(@Query() query: TokenQuery, @Listed() list: ListRequest): Promise<Listing<TokenView>> {
    await requireKnown(this.tokens, query.id, 'id');
    return this.pages.answer(list, query, (page) => this.tokens.findPage(filterOf(query), orderOf(query), page), (row) => showToken(row));
  }

  @Get(':id')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'One refresh token' })
  @ApiOkResponse({ type: TokenView })
  async show(@Param() { id }: IdParam): Promise<TokenView> {
    const row = await this.tokens.find(id);
    if (!row) throw new NotFoundException('there is no token with this id');
    return showToken(row, USES_COUNTED.alone);
  }

  @Get(':id/usage')
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'What happened to it, newest first: uses, refusals and administrative acts' })
  @ApiPage(MomentView)
  usage(@Param() { id }: IdParam, @Query() query: PageQuery, @Listed() list: ListRequest): Promise<Listing<MomentView>> {
    return this.pages.answer(list, query, (page) => this.timeline.findPage(id, page), showMoment);
  }
}
