import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DpopVerifier } from '../client/dpop/dpop.verifier.js';
import { Clock } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { AccessTokenReader, type LiveAccessToken } from './access-token.reader.js';

/** The token that came, and whether its sender proved a key (RFC 9449 §7.1). */
export interface Credentials {
  token: string | null;
  scheme: 'bearer' | 'dpop';
}

/** Who calls a protected resource of ours: the access token of a request, alive, and its key proved where it is bound to one. */
@Injectable()
export class BearerReader {
  constructor(
    private readonly accessTokens: AccessTokenReader,
    private readonly dpop: DpopVerifier,
    private readonly clock: Clock,
  ) {}

  /**
   * The live token of the request's Authorization header, or of where else it may come from.
   * @throws OAuthError `invalid_token` and what DPoP refuses, all of them 401
   */
  async read(request: FastifyRequest, reply: FastifyReply, { token, scheme }: Credentials = headerToken(request)): Promise<LiveAccessToken> {
    if (!token) throw new OAuthError('invalid_token', 'an access token is required', 'token_missing');
    const live = await this.accessTokens.findLive(token);
    if (!live) throw new OAuthError('invalid_token', 'the access token is not valid', 'token_dead');
    const jkt = scheme === 'dpop' ? await this.prove(token, request, reply) : null;
    // RFC 9449 §7.1 and §7.2: a bound token needs its key, and is no bearer token.
    if ((live.claims.cnf?.jkt ?? null) !== jkt) throw new OAuthError('invalid_token', 'the access token is bound to another key', 'key_mismatch');
    return live;
  }

  /** RFC 9449 §7.1: the scheme DPoP demands a proof; here its refusals are 401. §4.2: `htu` is without query and fragment. */
  private async prove(token: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const [path = ''] = request.url.split('?');
    const jkt = await this.dpop.receive(path, request, reply, this.clock.now(), token).catch((error: unknown) => {
      throw error instanceof OAuthError ? error.at(401) : error;
    });
    if (!jkt) throw new OAuthError('invalid_dpop_proof', 'a DPoP proof is required', 'proof_missing').at(401);
    return jkt;
  }
}

/** RFC 6750 §2.1 and RFC 9449 §7.1; the scheme's name in any case (RFC 9110 §11.1). */
export function headerToken({ headers }: FastifyRequest): Credentials {
  const [, scheme, token] = /^(bearer|dpop) +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '') ?? [];
  return { token: token ?? null, scheme: scheme?.toLowerCase() === 'dpop' ? 'dpop' : 'bearer' };
}
