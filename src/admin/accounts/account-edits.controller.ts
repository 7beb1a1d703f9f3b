import { BadRequestException, Body, ConflictException, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AccountStore } from '../../account/account.store.js';
import { makePassword } from '../../account/password.js';
import { isDuplicate } from '../../database/storage.error.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { AccountOffice } from './account.office.js';
import { ChangedAccountOrder, NewAccountOrder, PasswordOrder } from './account.orders.js';
import { SubParam } from './account.query.js';
import { AccountView, AccountWithPasswordView } from './account.view.js';

@AdminController('accounts', 'accounts')
export class AccountEditsController {
  constructor(
    private readonly administration: Administration,
    private readonly office: AccountOffice,
    private readonly accounts: AccountStore,
  ) {}

  @Post()
  @RequireScope('accounts:write')
  @Writes(201)
  @ApiOperation({ summary: 'Create one, with the password that is given or one that is made' })
  @ApiCreatedResponse({ type: AccountWithPasswordView })
  create(@Body() order: NewAccountOrder, @Acting() act: Act): Promise<AccountWithPasswordView> {
    const { sub, username, roles } = order;
    const claims = without([undefined, null], order.claims);
    const work = this.administration.administer(act, order, async (manager) => {
      const made = order.password === undefined ? makePassword() : null;
      const id = await this.accounts.create(manager, { sub, username, roles, ...claims, password: order.password ?? made! });
      const answer = { ...(await this.office.show(manager, id)), generated_password: made };
      return { action: 'account.create', target: { kind: 'account', id }, old: null, new: { username: answer.username, roles, claims }, answer };
    });
    return work.catch(refuseTwin);
  }

  @Patch(':id')
  @RequireScope('accounts:write')
  @Writes()
  @ApiOperation({ summary: 'Change username, roles or claims; what a role gave is gone at once' })
  @ApiOkResponse({ type: AccountView })
  change(@Param() { id }: SubParam, @Body() order: ChangedAccountOrder, @Acting() act: Act): Promise<AccountView> {
    const { username, roles, claims } = order;
    if (username === undefined && roles === undefined && claims === undefined) throw new BadRequestException('there is nothing to change');
    const work = this.office.change(act, order, 'account.change', id, (account) => {
      const merged = { ...account.claims, ...without([undefined], claims ?? {}) };
      return without([undefined], { username, roles, claims: without([null], merged) });
    });
    return work.catch(refuseTwin);
  }

  @Post(':id/reset-password')
  @RequireScope('accounts:write')
  @Writes()
  @ApiOperation({ summary: 'Set another password, given or made: every session and token from before ends' })
  @ApiOkResponse({ type: AccountWithPasswordView })
  resetPassword(@Param() { id }: SubParam, @Body() order: PasswordOrder, @Acting() act: Act): Promise<AccountWithPasswordView> {
    return this.administration.administer(act, order, async (manager) => {
      const { passwordChangedAt } = await this.office.get(manager, id);
      const made = order.password === undefined ? makePassword() : null;
      await this.accounts.setPassword(manager, id, order.password ?? made!);
      const answer = { ...(await this.office.show(manager, id)), generated_password: made };
      const changed = { passwordChangedAt: answer.password_changed_at };
      return { action: 'account.reset_password', target: { kind: 'account', id }, old: { passwordChangedAt }, new: changed, answer };
    });
  }
}

function without<T extends object>(values: unknown[], members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !values.includes(value))) as T;
}

function refuseTwin(error: unknown): never {
  throw isDuplicate(error) ? new ConflictException('the username or the sub is another account’s') : error;
}
