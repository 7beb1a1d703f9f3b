import { Body, ConflictException, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiOkResponse } from '@nestjs/swagger';
import { ErasureOrderStore } from '../../audit/sealing/erasure-order.store.js';
import { LogoutEverywhere } from '../../token/logout-everywhere.js';
import { PersonEraser } from '../../token/person.eraser.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { SubParam } from './account.query.js';

/** How far a person is erased. */
export class ErasureView {
  @ApiProperty({ description: '`sub`, which stays: it says no more who it was.' })
  account!: string;

  @ApiProperty({ enum: ['erasing', 'erased'], description: '`erasing` while the ledgers still have something.' })
  status!: 'erasing' | 'erased';

  @ApiProperty({ format: 'date-time', type: 'string' })
  ordered_at!: Date;

  @ApiProperty({ format: 'date-time', type: 'string', nullable: true })
  done_at!: Date | null;

  @ApiProperty({ type: 'integer', description: 'Rows of the ledgers that something was erased from so far.' })
  rows!: number;
}

@AdminController('accounts', 'accounts')
export class AccountErasureController {
  constructor(
    private readonly administration: Administration,
    private readonly logoutEverywhere: LogoutEverywhere,
    private readonly person: PersonEraser,
    private readonly orders: ErasureOrderStore,
  ) {}

  @Post(':id/erase')
  @RequireScope('accounts:write')
  @Writes(202)
  @ApiOperation({ summary: 'Forget the person: everything ends, and name, claims, addresses and agents go, from the ledgers too, whose seals stay good. Cannot be undone' })
  @ApiResponse({ status: 202, type: ErasureView })
  erase(@Param() { id }: SubParam, @Body() order: Order, @Acting() act: Act): Promise<ErasureView> {
    return this.administration.administer(act, order, async (manager, now) => {
      await this.logoutEverywhere.carryOut(manager, id, 'admin');
      const account = await this.person.find(manager, id);
      if (!account) throw new NotFoundException('there is no account with this id');
      if (id === act.actor.accountId) throw new ConflictException('nobody erases himself');
      if (account.roles.includes('admin')) throw new ConflictException('this is an administrator: take the role away first');
      await this.orders.add(manager, id, await this.person.erase(manager, account, now), now);
      const answer = { account: id, status: 'erasing' as const, ordered_at: now, done_at: null, rows: 0 };
      return { action: 'account.erase', target: { kind: 'account', id }, old: { deletedAt: account.deletedAt }, new: { deletedAt: account.deletedAt ?? now }, answer };
    });
  }

  @Get(':id/erasure')
  @RequireScope('accounts:read')
  @ApiOperation({ summary: 'How far the person is erased' })
  @ApiOkResponse({ type: ErasureView })
  async show(@Param() { id }: SubParam): Promise<ErasureView> {
    const order = await this.orders.find(id);
    if (!order) throw new NotFoundException('no account with this id was erased');
    const { orderedAt, doneAt, rows } = order;
    return { account: id, status: doneAt ? 'erased' : 'erasing', ordered_at: orderedAt, done_at: doneAt, rows };
  }
}
