import { Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AccountListStore } from '../../account/account-list.store.js';
import { AccountHoldingsStore } from '../../token/listing/account-holdings.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { AccountQuery, filterOf, orderOf, SubParam } from './account.query.js';
import { AccountDetailView, AccountView, showAccount, showDetails } from './account.view.js';

@AdminController('accounts', 'accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountListStore,
    private readonly holdings: AccountHoldingsStore,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('accounts:read')
  @ApiOperation({ summary: 'Accounts by any filters' })
  @ApiPage(AccountView)
  findAll(@Query() query: AccountQuery, @Listed() list: ListRequest): Promise<Listing<AccountView>> {
    return this.pages.answer(list, query, (page) => this.accounts.findPage(filterOf(query), orderOf(query), page), showAccount);
  }

  @Get(':id')
  @RequireScope('accounts:read')
  @ApiOperation({ summary: 'One account, with what it lives by' })
  @ApiOkResponse({ type: AccountDetailView })
  async show(@Param() { id }: SubParam): Promise<AccountDetailView> {
    const row = await this.accounts.find(id);
    if (!row) throw new NotFoundException('there is no account with this id');
    return showDetails(row, await this.holdings.find(id));
  }
}
