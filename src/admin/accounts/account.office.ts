import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Account } from '../../account/account.entity.js';
import { AccountListStore } from '../../account/account-list.store.js';
import { AccountStore, type AccountState } from '../../account/account.store.js';
import { CLAIM_NAMES } from '../../account/claims.js';
import type { AdminAction } from '../../audit/admin-action.js';
import type { Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import type { Order } from '../../api/writes/order.js';
import { showAccount, type AccountView } from './account.view.js';

/** What the order changes, or throws to refuse it. */
type Decide = (account: Account, now: Date) => Partial<AccountState>;

/** Changes accounts for those who administer, and sees to it that an admin remains. */
@Injectable()
export class AccountOffice {
  constructor(
    private readonly administration: Administration,
    private readonly accounts: AccountStore,
    private readonly list: AccountListStore,
  ) {}

  /** @param action such as `account.disable` */
  change(act: Act, order: Order, action: AdminAction, id: string, decide: Decide): Promise<AccountView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const account = await this.get(manager, id);
      const changes = decide(account, now);
      if (wouldCeaseToAdminister(account, changes) && !(await this.accounts.hasOtherAdmin(manager, id))) {
        throw new ConflictException('this is the last admin who is enabled: make another one first');
      }
      await this.accounts.change(manager, id, changes);
      const answer = await this.show(manager, id);
      return { action, target: { kind: 'account', id }, ...differenceOf(account, (await this.accounts.lock(manager, id))!), answer };
    });
  }

  /** The account, locked until the transaction ends. */
  async get(manager: EntityManager, id: string): Promise<Account> {
    const account = await this.accounts.lock(manager, id);
    if (!account) throw new NotFoundException('there is no account with this id');
    if (account.deletedAt) throw new ConflictException('the account has been deleted');
    return account;
  }

  async show(manager: EntityManager, id: string): Promise<AccountView> {
    return showAccount((await this.list.find(id, manager))!);
  }
}

function wouldCeaseToAdminister({ isEnabled, roles }: Account, changes: Partial<AccountState>): boolean {
  const remains = !changes.disabledAt && (changes.roles ?? roles).includes('admin');
  return isEnabled && roles.includes('admin') && !remains;
}

/** For the ledger: what was and what is, of the members and claims that are not the same. */
function differenceOf(before: Account, after: Account): { old: object; new: object } {
  const membersOf = ({ username, roles, disabledAt, claims }: Account): Record<string, unknown> => ({
    ...{ username, roles, disabledAt },
    ...Object.fromEntries(CLAIM_NAMES.map((name) => [`claims.${name}`, claims[name] ?? null])),
  });
  const [old, now] = [membersOf(before), membersOf(after)];
  const names = Object.keys(old).filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  const pick = (members: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, members[name]]));
  return { old: pick(old), new: pick(now) };
}
