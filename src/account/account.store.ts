import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type Repository } from 'typeorm';
import { Clock } from '../protocol/clock.js';
import type { AccountDetails } from './account-details.js';
import { Account, normaliseUsername } from './account.entity.js';
import { hashPassword, verifyPassword } from './password.js';

@Injectable()
export class AccountStore {
  private readonly accounts: Repository<Account>;
  /** Compared against when there is no such user, so that the answer takes as long. */
  private readonly decoyHash = hashPassword(randomBytes(16).toString('hex'));

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.accounts = dataSource.getRepository(Account);
  }

  find(accountId: string): Promise<Account | null> {
    return this.accounts.findOneBy({ accountId });
  }

  /** The enabled account that username and password belong to, or null; in the same time for unknown, wrong and disabled. */
  async findByPassword(username: string, password: string): Promise<Account | null> {
    const account = await this.accounts.findOneBy({ username: normaliseUsername(username) });
    const isRight = await verifyPassword(password, account?.passwordHash ?? (await this.decoyHash));
    return account && isRight && account.isEnabled ? account : null;
  }

  /** Leaves of a person only the id, which is deleted and can be used for nothing. In the transaction of whoever has locked the account. */
  async erase(manager: EntityManager, accountId: string, deletedAt: Date): Promise<void> {
    const passwordHash = await hashPassword(randomBytes(32).toString('hex'));
    const now = this.clock.now();
    await manager.update(Account, { accountId }, { username: `erased ${accountId}`, passwordHash, passwordChangedAt: now, claims: {}, roles: [], deletedAt, updatedAt: now });
  }

  /** Creates the account, or updates the one with this `sub`, else this username; a password that is right already is not hashed again. */
  async save({ sub, username, password, roles, ...claims }: AccountDetails): Promise<Account> {
    const known = await this.accounts.findOneBy(sub ? { accountId: sub } : { username: normaliseUsername(username) });
    const keepsPassword = known && (await verifyPassword(password, known.passwordHash));
    const now = this.clock.now();
    return this.accounts.save(
      this.accounts.create({
        accountId: known?.accountId ?? sub ?? randomBytes(12).toString('hex'),
        username: normaliseUsername(username),
        passwordHash: keepsPassword ? known.passwordHash : await hashPassword(password),
        passwordChangedAt: known && !keepsPassword ? now : (known?.passwordChangedAt ?? null),
        claims,
        roles,
        createdAt: known?.createdAt ?? now,
        updatedAt: now,
      }),
    );
  }
}
