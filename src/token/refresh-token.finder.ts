import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StandingShape, type Standing } from '../auth/standing.js';
import { RowShape } from '../database/row.shape.js';
import { SharedStatement } from '../database/shared.statement.js';
import { Grant } from './grant.entity.js';
import { RefreshTokenCodec } from './refresh-token.codec.js';
import { RefreshToken } from './refresh-token.entity.js';

/** The family of a token that was presented, with what its grant rests on. */
export interface FoundFamily {
  family: RefreshToken;
  grant: Grant;
  standing: Standing;
  /** Of the token presented. */
  generation: number;
}

/** Finds the family that a refresh token belongs to: all that the database knows, in one statement. */
@Injectable()
export class RefreshTokenFinder {
  private readonly family: RowShape<RefreshToken>;
  private readonly grant: RowShape<Grant>;
  private readonly families: SharedStatement;

  constructor(
    dataSource: DataSource,
    private readonly codec: RefreshTokenCodec,
    private readonly standing: StandingShape,
  ) {
    this.family = new RowShape(dataSource, RefreshToken, 'family');
    this.grant = new RowShape(dataSource, Grant, '"grant"');
    const sql = `SELECT asked.place::integer, ${this.family.select}, ${this.grant.select}, ${standing.select}
      FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (grant_id, place)
      JOIN refresh_token family USING (grant_id) JOIN "grant" USING (grant_id) ${standing.join}`;
    this.families = new SharedStatement(dataSource, { name: 'family', sql, isRead: true });
  }

  /** Of a token that we made, whatever has become of it; null for any other string. */
  async find(token: string): Promise<FoundFamily | null> {
    const presented = this.codec.parse(token);
    const row = presented && (await this.families.ask([presented.grantId]));
    if (!row) return null;
    const family = this.family.read(row, 1)!;
    const grant = this.grant.read(row, 1 + this.family.width)!;
    if (!this.codec.isGenuine(presented, family)) return null;
    return { family, grant, standing: this.standing.read(row, 1 + this.family.width + this.grant.width), generation: presented.generation };
  }
}
