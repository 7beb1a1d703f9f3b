import { ArrayUnique, IsArray, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { StandardClaims } from './claims.js';
import { ROLES } from './roles.js';

/** Letters, digits and `._@-`; RFC 7519 wants it unique and OpenID Connect Core §2 at most 255 long. */
export const IsSub = () => Matches(/^[\w.@:|-]{1,255}$/, { message: 'must be 1 to 255 letters, digits or . _ @ : | -' });

/** An account as its operator describes it: who logs in how, the roles, and the standard claims beside them. */
export class AccountDetails extends StandardClaims {
  /** Made up when absent. */
  @IsOptional() @IsSub()
  sub?: string;

  @IsString() @MinLength(1) @MaxLength(254)
  username!: string;

  @IsString() @MinLength(8, { message: 'must have at least 8 characters' }) @MaxLength(256)
  password!: string;

  @IsArray() @ArrayUnique() @IsIn(Object.keys(ROLES), { each: true })
  roles: string[] = [];
}
