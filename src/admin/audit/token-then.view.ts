import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { DOUBTS, type TokenThen } from '../../token/listing/token-then.store.js';
import { IsInstant } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { PartiesFilter, PartiesView } from '../../api/lists/parties.js';

const TIME = { format: 'date-time', type: 'string' } as const;

class MomentInput {
  @ApiProperty({ ...TIME, description: 'The moment in question, which has been.', example: '2026-11-24T10:00:00Z' })
  @IsInstant()
  at!: string;
}

/** Which tokens, and when: of an account, of a client, or of both. */
export class TokenThenQuery extends IntersectionType(MomentInput, PartiesFilter, PageQuery) {}

/** A refresh token that was live at the moment: it would have been answered. */
export class TokenThenView extends PartiesView {
  @ApiProperty({ format: 'uuid', description: 'The grant’s id as well.' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  session!: string;

  @ApiProperty({ type: [String], example: ['openid', 'offline_access'] })
  scopes!: string[];

  @ApiProperty({ type: [String] })
  resources!: string[];

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty(TIME)
  expires_at!: Date;

  @ApiProperty({ ...TIME, nullable: true, description: 'Its last use until the moment; null for none, or none that the ledger still has.' })
  last_used_at!: Date | null;

  @ApiProperty({ ...TIME, nullable: true, description: 'When it was revoked since.' })
  revoked_at!: Date | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why it is over by now.' })
  ended_reason!: string | null;

  @ApiProperty({
    ...{ enum: DOUBTS, isArray: true },
    description: `Why this is not certain. \`session\`: it ends with its login session, which is no longer known. The others have been changed since, and only their last change is known: \
\`password\` and \`consent\` may have been changed or withdrawn before as well, \`account\` and \`client\` disabled and enabled again.`,
  })
  doubts!: TokenThen['doubts'];
}

/** What holds of every answer. */
export const CAVEATS = [
  'Clients are judged by their policy of today: a token may be missing, or listed, whose idle lifetime or end at logout was another then.',
  'What was changed by hand in the database is known only as it stands now.',
];

export function showTokenThen(row: TokenThen): TokenThenView {
  const { id, clientId: client, accountId: account, username, sessionId: session, scopes, resources, doubts } = row;
  return {
    ...{ id, client, client_name: row.clientName, account, username, session, scopes, resources, created_at: row.issuedAt, expires_at: row.expiresAt },
    ...{ last_used_at: row.lastUsedAt, revoked_at: row.revokedAt, ended_reason: row.endedReason, doubts },
  };
}
