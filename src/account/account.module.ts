import { Module } from '@nestjs/common';
import { AccountListStore } from './account-list.store.js';
import { AccountStore } from './account.store.js';

/** Owns the people: their accounts, passwords (Argon2id), claims and roles. */
@Module({ providers: [AccountStore, AccountListStore], exports: [AccountStore, AccountListStore] })
export class AccountModule {}
