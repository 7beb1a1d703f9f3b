import { Body, ConflictException, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { EntityManager } from 'typeorm';
import type { AdminAction } from '../../audit/admin-action.js';
import { FamilyStore, type FamilyState } from '../../token/family.store.js';
import { GrantStore } from '../../token/grant.store.js';
import { TokenListStore, USES_COUNTED } from '../../token/listing/token-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { InvalidFields } from '../../audit/problem.js';
import { IsInstant } from '../../api/lists/inputs.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { showToken, TokenView } from './token.view.js';

/** A freeze, with or without an end. */
export class FreezeOrder extends Order {
  @ApiProperty({ required: false, description: 'When the freeze ends by itself; never, when absent.', format: 'date-time', example: '2026-12-01T08:00:00Z' })
  @IsInstant()
  @IsOptional()
  until?: string;
}

/** What the order changes, or throws to refuse it. */
type Change = (family: FamilyState, now: Date) => Partial<FamilyState>;

@AdminController('tokens', 'tokens')
export class TokenActsController {
  constructor(
    private readonly administration: Administration,
    private readonly families: FamilyStore,
    private readonly grants: GrantStore,
    private readonly tokens: TokenListStore,
  ) {}

  @Post(':id/revoke')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'End it, with its grant and its access tokens' })
  @ApiOkResponse({ type: TokenView })
  revoke(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<TokenView> {
    return this.administration.administer(act, order, async (manager) => {
      const old = await this.get(manager, id);
      await this.grants.revokeIn(manager, id, 'admin');
      return this.done(manager, 'token.revoke', id, old);
    });
  }

  @Post(':id/freeze')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Refuse it until the freeze is lifted or has ended; access tokens that are out live on' })
  @ApiOkResponse({ type: TokenView })
  freeze(@Param() { id }: IdParam, @Body() order: FreezeOrder, @Acting() act: Act): Promise<TokenView> {
    const until = order.until === undefined ? null : new Date(order.until);
    return this.change(act, order, 'token.freeze', id, (_family, now) => {
      if (until && until <= now) throw new InvalidFields([{ field: 'until', detail: 'must lie ahead' }]);
      return { frozenAt: now, frozenUntil: until, frozenReason: 'admin' };
    });
  }

  @Post(':id/unfreeze')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Lift a freeze, by whomever it was' })
  @ApiOkResponse({ type: TokenView })
  unfreeze(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<TokenView> {
    return this.change(act, order, 'token.unfreeze', id, ({ frozenAt }) => {
      if (!frozenAt) throw new ConflictException('the token is not frozen');
      return { frozenAt: null, frozenUntil: null, frozenReason: null };
    });
  }

  @Post(':id/rotate')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Have the next refresh rotate it, whatever the policy: who then comes with the old one betrays himself' })
  @ApiOkResponse({ type: TokenView })
  rotate(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<TokenView> {
    return this.change(act, order, 'token.rotate', id, (_family, now) => ({ rotateNextAt: now }));
  }

  private change(act: Act, order: Order, action: AdminAction, id: string, decide: Change): Promise<TokenView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const old = await this.get(manager, id);
      if (old.revokedAt) throw new ConflictException('the token has been revoked');
      await this.families.change(manager, id, decide(old, now));
      return this.done(manager, action, id, old);
    });
  }

  private async get(manager: EntityManager, id: string): Promise<FamilyState> {
    const family = await this.families.lock(manager, id);
    if (!family) throw new NotFoundException('there is no token with this id');
    return family;
  }

  private async done(manager: EntityManager, action: AdminAction, id: string, old: FamilyState) {
    const changed = await this.families.lock(manager, id);
    const answer = showToken((await this.tokens.find(id, manager))!, USES_COUNTED.alone);
    return { action, target: { kind: 'token', id }, old, new: changed, answer };
  }
}
