import { Body, ConflictException, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { NO_GRANT } from '../../audit/ledger.store.js';
import { plusSeconds, toSeconds } from '../../protocol/clock.js';
import { grantIdOf } from '../../token/access-token.js';
import { AccessTokenStore } from '../../token/access-token.store.js';
import { AccessTokenListStore, LONGEST_ACCESS } from '../../token/listing/access-token-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, SHORT_PAGES, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { AccessTokenQuery, AccessTokenView, JtiParam, RevokedAccessTokenView, showAccessToken } from './access-token.view.js';

@AdminController('access-tokens', 'access tokens')
export class AccessTokensController {
  constructor(
    private readonly list: AccessTokenListStore,
    private readonly accessTokens: AccessTokenStore,
    private readonly administration: Administration,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Access tokens of people, the newest first; programs’ are written nowhere', description: SHORT_PAGES })
  @ApiPage(AccessTokenView)
  findAll(@Query() query: AccessTokenQuery, @Listed() list: ListRequest): Promise<Listing<AccessTokenView>> {
    const filter = { clientId: query.client, accountId: query.account, grantId: query.grant, withExpired: query.expired };
    return this.pages.answer(list, query, (page) => this.list.findPage(filter, page), showAccessToken);
  }

  @Post(':jti/revoke')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'End this one alone, a program’s too: introspection and userinfo then refuse it' })
  @ApiOkResponse({ type: RevokedAccessTokenView })
  revoke(@Param() { jti }: JtiParam, @Body() order: Order, @Acting() act: Act): Promise<RevokedAccessTokenView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const row = await this.list.find(jti, manager);
      if (!row && grantIdOf(jti) !== NO_GRANT) throw new NotFoundException('there is no access token with this jti');
      // Of a program's token nothing is known but that it cannot live longer.
      const expiresAt = row?.expiresAt ?? plusSeconds(now, LONGEST_ACCESS);
      if (row?.isExpired) throw new ConflictException('the access token has expired');
      await this.accessTokens.revoke(jti, toSeconds(expiresAt), manager);
      const old = { revokedAt: row?.revokedAt ?? null };
      return { action: 'access_token.revoke', target: { kind: 'access_token', id: jti }, old, new: { revokedAt: old.revokedAt ?? now }, answer: { jti, status: 'revoked' as const } };
    });
  }
}
