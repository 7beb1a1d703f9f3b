import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { InvalidFields } from '../../audit/problem.js';
import { JtiParam } from '../access-tokens/access-token.view.js';
import { IsId } from '../../api/lists/inputs.js';

const MEMBERS = ['token', 'token_id', 'jti', 'request_id'] as const;

/** What is asked about: one of these. */
export class Question extends PartialType(JtiParam) {
  @ApiProperty({ required: false, writeOnly: true, description: 'A refresh token, access token or ID token, whole. It is looked at in memory alone.', maxLength: 20_000 })
  @IsOptional() @IsString() @MaxLength(20_000)
  token?: string;

  @ApiProperty({ required: false, format: 'uuid', description: 'The id of a refresh token, which is its grant’s.' })
  @IsOptional() @IsId()
  token_id?: string;

  @ApiProperty({ required: false, description: 'The `X-Request-Id` of a refresh or of an administrative act.', example: '8e03978e-40d5-43dd-bc93-6894a57f9324' })
  @IsOptional() @Matches(/^(?!evgr_)[\w.:@=+/-]{1,100}$/, { message: 'must be a request id; a token is sent as `token`' })
  request_id?: string;
}

export function requireOne(question: Question): void {
  if (MEMBERS.filter((name) => question[name] !== undefined).length === 1) return;
  throw new InvalidFields([{ field: 'token', detail: `exactly one of ${MEMBERS.join(', ')} must be given` }]);
}
