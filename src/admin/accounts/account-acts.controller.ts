import { Body, ConflictException, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { PasskeyStore } from '../../auth/passkeys/passkey.store.js';
import { LogoutEverywhere } from '../../token/logout-everywhere.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { AccountOffice } from './account.office.js';
import { SubParam } from './account.query.js';
import { AccountView, LogoutView, RemovedPasskeysView } from './account.view.js';

@AdminController('accounts', 'accounts')
export class AccountActsController {
  constructor(
    private readonly administration: Administration,
    private readonly office: AccountOffice,
    private readonly logoutEverywhere: LogoutEverywhere,
    private readonly passkeys: PasskeyStore,
  ) {}

  @Post(':id/disable')
  @RequireScope('accounts:write')
  @Writes()
  @ApiOperation({ summary: 'Let nobody log in and nothing be used until it is enabled again; to end it all for good, log out everywhere too' })
  @ApiOkResponse({ type: AccountView })
  disable(@Param() { id }: SubParam, @Body() order: Order, @Acting() act: Act): Promise<AccountView> {
    return this.office.change(act, order, 'account.disable', id, ({ disabledAt }, now) => {
      if (disabledAt) throw new ConflictException('the account is disabled already');
      return { disabledAt: now };
    });
  }

  @Post(':id/enable')
  @RequireScope('accounts:write')
  @Writes()
  @ApiOperation({ summary: 'Take the disabling back: what lived before and has not expired lives again' })
  @ApiOkResponse({ type: AccountView })
  enable(@Param() { id }: SubParam, @Body() order: Order, @Acting() act: Act): Promise<AccountView> {
    return this.office.change(act, order, 'account.enable', id, ({ disabledAt }) => {
      if (!disabledAt) throw new ConflictException('the account is not disabled');
      return { disabledAt: null };
    });
  }

  @Post(':id/logout')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Log out everywhere: all sessions and grants end at once, with their refresh and access tokens' })
  @ApiOkResponse({ type: LogoutView })
  logout(@Param() { id }: SubParam, @Body() order: Order, @Acting() act: Act): Promise<LogoutView> {
    return this.administration.administer(act, order, async (manager) => {
      const ended = await this.logoutEverywhere.carryOut(manager, id, 'admin');
      await this.office.get(manager, id);
      return { action: 'account.logout', target: { kind: 'account', id }, old: null, new: ended, answer: { account: id, ...ended } };
    });
  }

  @Post(':id/remove-passkeys')
  @RequireScope('accounts:write')
  @Writes()
  @ApiOperation({ summary: 'Remove all passkeys, for a person who has lost them: the password is enough again' })
  @ApiOkResponse({ type: RemovedPasskeysView })
  removePasskeys(@Param() { id }: SubParam, @Body() order: Order, @Acting() act: Act): Promise<RemovedPasskeysView> {
    return this.administration.administer(act, order, async (manager) => {
      await this.office.get(manager, id);
      const removed = await this.passkeys.removeAllOf(manager, id);
      return { action: 'account.remove_passkeys', target: { kind: 'account', id }, old: { passkeys: removed }, new: { passkeys: 0 }, answer: { account: id, removed } };
    });
  }
}
