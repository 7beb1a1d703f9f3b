import { Injectable } from '@nestjs/common';
import { pickClaims } from '../account/claims.js';
import { Settings } from '../config/settings.js';
import { TokenSigner } from '../keys/token.signer.js';
import { plusSeconds, toSeconds } from '../protocol/clock.js';
import { formatScope } from '../protocol/scope.js';
import { tokenHash } from '../protocol/token-hash.js';
import { ACCESS_TOKEN_TYP } from './access-token.js';
import type { Issuance } from './grant-types/grant-type.js';
import type { RefreshExpiry } from './refresh-token.expiry.js';

/** RFC 6749 §5.1 and OpenID Connect Core §3.1.3.3; with a refresh token, how long it lasts. */
export interface TokenResponse extends Partial<RefreshExpiry> {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  id_token?: string;
  refresh_token?: string;
  scope: string;
  token_type: 'Bearer' | 'DPoP';
  /** Grant Management for OAuth 2.0 §5.5. */
  grant_id?: string;
}

/** Mints what a proved grant entitles to. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly signer: TokenSigner,
    private readonly settings: Settings,
  ) {}

  /** @param jkt thumbprint of the key that the access token is bound to (RFC 9449 §5); null for a bearer token */
  async issue(issuance: Issuance, jkt: string | null): Promise<TokenResponse> {
    const { accessToken, refreshToken, scopes } = issuance;
    await this.signer.turn();
    const accessJwt = await this.signAccessToken(issuance, jkt);
    const idJwt = await this.signIdToken(issuance, accessJwt);
    return {
      access_token: accessJwt,
      expires_in: toSeconds(accessToken.expiresAt) - toSeconds(accessToken.issuedAt),
      ...(idJwt && { id_token: idJwt }),
      ...(refreshToken && { refresh_token: refreshToken }),
      scope: formatScope(scopes),
      token_type: jkt ? 'DPoP' : 'Bearer',
      ...issuance.expiry,
      ...(issuance.tellsGrantId && { grant_id: issuance.person!.grant.grantId }),
    };
  }

  /** RFC 9068 §2. The audience is the application itself unless the grant names resources (RFC 8707). */
  private signAccessToken({ client, person, scopes, resources, accessToken }: Issuance, jkt: string | null): Promise<string> {
    const grant = person?.grant;
    const [audience, ...more] = resources;
    const claims = {
      jti: accessToken.jti,
      sub: person?.account.accountId ?? client.clientId,
      iss: this.settings.issuer,
      iat: toSeconds(accessToken.issuedAt),
      exp: toSeconds(accessToken.expiresAt),
      scope: formatScope(scopes),
      aud: more.length > 0 ? resources : (audience ?? client.clientId),
      client_id: client.clientId,
      // RFC 9068 §2.2.1: of the original authentication, also after a refresh.
      ...(grant && { auth_time: toSeconds(grant.authTime), acr: grant.acr, amr: grant.amr }),
      ...(jkt && { cnf: { jkt } }), // RFC 9449 §6.1
    };
    return this.signer.sign(claims, client.accessTokenSignedResponseAlg, ACCESS_TOKEN_TYP);
  }

  /** OpenID Connect Core §2 and §12.2: after a refresh the same, but for the times, `at_hash` and the `nonce`, which goes. */
  private async signIdToken({ client, person, scopes, accessToken, nonce }: Issuance, accessJwt: string): Promise<string | null> {
    if (!person || !scopes.includes('openid')) return null;
    const { grant, account } = person;
    const alg = client.idTokenSignedResponseAlg;
    const claims = {
      ...pickClaims(account.claims, Object.keys(grant.claims.id_token ?? {})),
      sub: account.accountId,
      ...(nonce !== null && { nonce }),
      at_hash: tokenHash(accessJwt, alg),
      sid: grant.sessionId,
      aud: client.clientId,
      exp: toSeconds(plusSeconds(accessToken.issuedAt, client.idTokenTtl)),
      iat: toSeconds(accessToken.issuedAt),
      iss: this.settings.issuer,
      auth_time: toSeconds(grant.authTime),
      acr: grant.acr,
      amr: grant.amr,
    };
    return this.signer.sign(claims, alg, 'JWT');
  }
}
