import { IsOptional, IsString } from 'class-validator';

/** What introspection (RFC 7662 §2.1) and revocation (RFC 7009 §2.1) take. */
export class TokenParams {
  @IsString({ message: 'token is required' })
  token!: string;

  /** A hint may be wrong and ours are told apart at a glance: it is taken and not needed. */
  @IsOptional()
  @IsString()
  token_type_hint?: string;
}
