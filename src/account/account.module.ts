import { Module } from '@nestjs/common';
import { AccountStore } from './account.store.js';

/** Owns the people: their accounts, passwords (Argon2id), claims and roles. */
@Module({ providers: [AccountStore], exports: [AccountStore] })
export class AccountModule {}
