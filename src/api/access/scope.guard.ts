import { Injectable, UnsupportedMediaTypeException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { permittedScopes } from '../../account/roles.js';
import { MissingScope } from '../../audit/problem.js';
import { Settings, type OwnApi } from '../../config/settings.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { parseScope } from '../../protocol/scope.js';
import type { LiveAccessToken } from '../../token/access-token.reader.js';
import { BearerReader } from '../../token/bearer.reader.js';
import type { Actor, ActorRequest } from './actor.js';
import { SCOPE } from './require-scope.js';

/** Which API a controller is of. */
export const API = Symbol('api');

/** Lets in whoever brings an access token of ours for the controller's API with the handler's scope. A handler that names none lets in nobody. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly bearers: BearerReader,
    private readonly settings: Settings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ActorRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.header('cache-control', 'no-store');
    const scopes = this.reflector.get<string[] | undefined>(SCOPE, context.getHandler());
    if (!scopes) throw new Error(`${context.getClass().name}.${context.getHandler().name} requires no scope`);
    const live = await this.bearers.read(request, reply);
    const audience = this.settings.resourceOf(this.reflector.get<OwnApi>(API, context.getClass()));
    // RFC 9068 §4: a token that is for somebody else is none.
    if (![live.claims.aud].flat().includes(audience)) throw new OAuthError('invalid_token', 'the access token is for another resource', 'audience_mismatch');
    request.actor = actorOf(live);
    if (!scopes.some((scope) => request.actor.scopes.includes(scope))) throw new MissingScope(scopes[0]!);
    requireJson(request);
    return true;
  }
}

/** What a role gave when the token was issued, and gives no more, is gone. */
function actorOf({ claims, person }: LiveAccessToken): Actor {
  const granted = parseScope(claims.scope);
  const scopes = person ? permittedScopes(granted, person.account.roles) : granted;
  return { sub: claims.sub, clientId: claims.client_id, accountId: person?.account.accountId ?? null, grantId: person?.grant.grantId ?? null, scopes };
}

function requireJson({ body, headers }: ActorRequest): void {
  if (body === undefined || /^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new UnsupportedMediaTypeException('the body must be application/json');
}
