import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThan, MoreThan, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { RowShape } from '../database/row.shape.js';
import { SharedStatement } from '../database/shared.statement.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { equalsInConstantTime, hashSecret, randomSecret } from '../protocol/secret.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { formatGrantCode, parseGrantCode } from './grant-code.js';

/** Seconds that an expired code is kept, so that its replay is still recognised. */
const MEMORY = 86_400;

/** What a code stands for, as the front channel grants it. */
export type GrantedCode = Omit<AuthorizationCode, 'grantId' | 'secretHash' | 'issuedAt' | 'spentAt' | 'tellsGrantId'> & { tellsGrantId?: boolean };

/** Authorization codes: issued by the front channel, exchanged once by the back channel. */
@Injectable()
export class AuthorizationCodeStore {
  private readonly code: RowShape<AuthorizationCode>;
  private readonly codes: SharedStatement;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.code = new RowShape(dataSource, AuthorizationCode, 'code');
    const sql = `SELECT asked.place::integer, ${this.code.select} FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (grant_id, place) JOIN authorization_code code USING (grant_id)`;
    this.codes = new SharedStatement(dataSource, { name: 'code', sql, isRead: true });
  }

  /** Issues a code for what was granted; returns the code itself, which is kept nowhere. */
  async issue(granted: GrantedCode, manager: EntityManager = this.dataSource.manager): Promise<string> {
    const grantId = uuidv7();
    const secret = randomSecret();
    await manager.getRepository(AuthorizationCode).insert({
      ...granted,
      grantId,
      secretHash: hashSecret(secret),
      issuedAt: this.clock.now(),
      spentAt: null,
    } as QueryDeepPartialEntity<AuthorizationCode>);
    return formatGrantCode(grantId, secret);
  }

  /** What the code stands for, spent or expired included; null for anything that we never issued. */
  async find(code: string): Promise<AuthorizationCode | null> {
    const presented = parseGrantCode(code);
    const row = presented && (await this.codes.ask([presented.grantId]));
    const issued = row && this.code.read(row, 1)!;
    return issued && equalsInConstantTime(hashSecret(presented.secret), issued.secretHash) ? issued : null;
  }

  /** Marks all codes of the account spent that might yet be exchanged, in the caller's transaction; one that is being exchanged is waited for. */
  async spendAllOf(manager: EntityManager, accountId: string): Promise<void> {
    const now = this.clock.now();
    await manager.update(AuthorizationCode, { accountId, spentAt: IsNull(), expiresAt: MoreThan(now) }, { spentAt: now });
  }

  /** Deletes what expired a day ago. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(AuthorizationCode).delete({ expiresAt: LessThan(plusSeconds(now, -MEMORY)) });
  }
}
