import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { transact } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import type { AccountDetails } from './account-details.js';
import { Account, normaliseUsername } from './account.entity.js';
import { hashPassword, verifyPassword } from './password.js';

/** Of an account, what an operator may change beside the password. */
export type AccountState = Pick<Account, 'username' | 'roles' | 'claims' | 'disabledAt'>;

/** Those who would take the role of an admin away go one after another, so that two at once do not each count on the other's. */
const LOCK_ADMINS = `SELECT pg_advisory_xact_lock(hashtext('account'), hashtext('admin'))`;

const HAS_OTHER_ADMIN = `SELECT EXISTS (SELECT FROM account
  WHERE roles <> '{}' AND roles @> '{admin}' AND disabled_at IS NULL AND deleted_at IS NULL AND account_id <> $1) AS has`;

@Injectable()
export class AccountStore {
  private readonly accounts: Repository<Account>;
  /** Compared against when there is no such user, so that the answer takes as long. */
  private readonly decoyHash = hashPassword(randomBytes(16).toString('hex'));

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.accounts = dataSource.getRepository(Account);
  }

  find(accountId: string): Promise<Account | null> {
    return this.accounts.findOneBy({ accountId });
  }

  /** Those whose `email` claim this is, letters alike: nothing keeps two people from having one. */
  findByEmail(email: string): Promise<Account[]> {
    return this.accounts.createQueryBuilder('a').where(`lower(a.claims->>'email') = lower(:email)`, { email }).limit(2).getMany();
  }

  /** The enabled account that username and password belong to, or null; in the same time for unknown, wrong and disabled. */
  async findByPassword(username: string, password: string): Promise<Account | null> {
    const account = await this.findByUsername(username);
    const isRight = await verifyPassword(password, account?.passwordHash ?? (await this.decoyHash));
    return account && isRight && account.isEnabled ? account : null;
  }

  /** Leaves of a person only the id, which is deleted and can be used for nothing. In the transaction of whoever has locked the account. */
  async erase(manager: EntityManager, accountId: string, deletedAt: Date): Promise<void> {
    const passwordHash = await hashPassword(randomBytes(32).toString('hex'));
    const now = this.clock.now();
    await manager.update(Account, { accountId }, { username: `erased ${accountId}`, passwordHash, passwordChangedAt: now, claims: {}, roles: [], deletedAt, updatedAt: now });
  }

  /**
   * As the bootstrap file declares it: creates the account, or updates the one with this `sub`, else this username. A password that is
   * right already is not hashed again, one that somebody has set since stays, and so does an account that has been deleted.
   */
  async save({ sub, username, password, roles, ...claims }: AccountDetails): Promise<Account> {
    const known = await this.accounts.findOneBy(sub ? { accountId: sub } : { username: normaliseUsername(username) });
    if (known?.deletedAt) return known;
    const keepsPassword = known && (known.passwordChosenAt !== null || (await verifyPassword(password, known.passwordHash)));
    const now = this.clock.now();
    return this.accounts.save(
      this.accounts.create({
        accountId: known?.accountId ?? sub ?? newAccountId(),
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

  /** The account, which nobody else changes until the transaction ends; null when there is none. */
  lock(manager: EntityManager, accountId: string): Promise<Account | null> {
    return manager.findOne(Account, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Makes an account in the caller's transaction. A username or an id that is taken fails, see `isDuplicate`. */
  async create(manager: EntityManager, { sub, username, password, roles, ...claims }: AccountDetails): Promise<string> {
    const now = this.clock.now();
    const accountId = sub ?? newAccountId();
    const passwordHash = await hashPassword(password);
    const none = { passwordChangedAt: null, passwordChosenAt: now, disabledAt: null, deletedAt: null };
    const account = { accountId, username: normaliseUsername(username), passwordHash, claims, roles, createdAt: now, updatedAt: now, ...none };
    await manager.insert(Account, account as QueryDeepPartialEntity<Account>);
    return accountId;
  }

  /** What an operator changes, in his transaction. Fails as `create` does. */
  async change(manager: EntityManager, accountId: string, { username, ...changes }: Partial<AccountState>): Promise<void> {
    const renamed = username === undefined ? {} : { username: normaliseUsername(username) };
    await manager.update(Account, { accountId }, { ...changes, ...renamed, updatedAt: this.clock.now() } as QueryDeepPartialEntity<Account>);
  }

  /** In the transaction of whoever has locked the account. What was before it is worth nothing: see `hasNewPasswordSince`. */
  async setPassword(manager: EntityManager, accountId: string, password: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    const now = this.clock.now();
    await manager.update(Account, { accountId }, { passwordHash, passwordChangedAt: now, passwordChosenAt: now, updatedAt: now });
  }

  /** Is another than this account that of an enabled admin, and remains so at least until the caller's transaction ends? */
  async hasOtherAdmin(manager: EntityManager, accountId: string): Promise<boolean> {
    await manager.query(LOCK_ADMINS);
    const [{ has }] = await manager.query(HAS_OTHER_ADMIN, [accountId]);
    return has;
  }

  /** Waits for whoever has it locked to set another password: what is then read is not about to be changed. */
  private findByUsername(username: string): Promise<Account | null> {
    const where = { username: normaliseUsername(username) };
    return transact(this.dataSource, (manager) => manager.findOne(Account, { where, lock: { mode: 'for_key_share' } }));
  }
}

function newAccountId(): string {
  return randomBytes(12).toString('hex');
}
