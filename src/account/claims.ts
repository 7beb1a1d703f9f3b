import { Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsInt, IsLocale, IsObject, IsOptional, IsString, IsTimeZone, Matches, IsUrl, ValidateNested } from 'class-validator';

/** OpenID Connect Core §5.1.1. */
export class AddressClaim {
  @IsOptional() @IsString() formatted?: string;
  @IsOptional() @IsString() street_address?: string;
  @IsOptional() @IsString() locality?: string;
  @IsOptional() @IsString() region?: string;
  @IsOptional() @IsString() postal_code?: string;
  @IsOptional() @IsString() country?: string;
}

/** What is known of a person: the standard claims of OpenID Connect Core §5.1, save `sub`. */
export class StandardClaims {
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsString() given_name?: string;
  @IsOptional() @IsString() family_name?: string;
  @IsOptional() @IsString() middle_name?: string;
  @IsOptional() @IsString() nickname?: string;
  @IsOptional() @IsString() preferred_username?: string;
  @IsOptional() @IsUrl({ require_tld: false }) profile?: string;
  @IsOptional() @IsUrl({ require_tld: false }) picture?: string;
  @IsOptional() @IsUrl({ require_tld: false }) website?: string;
  @IsOptional() @IsString() gender?: string;
  @IsOptional() @Matches(/^\d{4}(-\d\d-\d\d)?$/) birthdate?: string;
  @IsOptional() @IsTimeZone() zoneinfo?: string;
  @IsOptional() @IsLocale() locale?: string;
  @IsOptional() @IsInt() updated_at?: number;
  @IsOptional() @IsEmail({ require_tld: false }) email?: string;
  @IsOptional() @IsBoolean() email_verified?: boolean;
  @IsOptional() @IsString() phone_number?: string;
  @IsOptional() @IsBoolean() phone_number_verified?: boolean;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => AddressClaim) address?: AddressClaim;
}

export type ClaimName = keyof StandardClaims;

/** The claims that each scope stands for (OpenID Connect Core §5.4). */
export const SCOPE_CLAIMS: Record<string, readonly ClaimName[]> = {
  profile: [
    ...(['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'] as const),
    ...(['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'] as const),
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

export const CLAIM_NAMES: readonly ClaimName[] = Object.values(SCOPE_CLAIMS).flat();

/** Those of the person's claims that are named; what is not known is left out (Core §5.3.2). */
export function pickClaims(claims: StandardClaims, names: Iterable<string>): Partial<StandardClaims> {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(claims).filter(([name]) => wanted.has(name)));
}

/** The names of all claims that the scopes stand for. */
export function claimsOfScopes(scopes: readonly string[]): ClaimName[] {
  return scopes.flatMap((scope) => SCOPE_CLAIMS[scope] ?? []);
}
