import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readForm, type Parameters } from '../protocol/parameters.js';
import type { ClientCredentials } from './authentication/client-authentication.js';
import { clientSecretBasic } from './authentication/client-secret-basic.js';
import { clientSecretPost } from './authentication/client-secret-post.js';
import { none } from './authentication/none.js';
import { ClientSecretHasher } from './client-secret.js';
import type { AuthMethod, Client } from './client.entity.js';
import { ClientStore } from './client.store.js';
import { SecretLimiter } from './rate-limit/secret.limiter.js';

const METHODS = [clientSecretBasic, clientSecretPost, none];

/** A request to a back-channel endpoint after its client has proved itself. */
export type AuthenticatedRequest = FastifyRequest & { client: Client; parameters: Parameters };

type Claim = ClientCredentials & { method: AuthMethod };

/** Who is calling: client authentication for every back-channel endpoint (RFC 6749 §2.3 and §3.2.1). */
@Injectable()
export class ClientAuthenticationGuard implements CanActivate {
  constructor(
    private readonly clients: ClientStore,
    private readonly secrets: ClientSecretHasher,
    private readonly limiter: SecretLimiter,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.parameters = readForm(request);
    request.client = await this.authenticate(readClaim(request.headers.authorization, request.parameters), request.ip);
    return true;
  }

  private async authenticate({ clientId, secret, method }: Claim, ip: string): Promise<Client> {
    const client = clientId.includes('\0') ? null : await this.clients.find(clientId);
    if (!client) throw failed('client_unknown');
    if (client.tokenEndpointAuthMethod !== method) throw failed('method_not_registered');
    if (!client.isPublic) this.requireRight(secret!, client, ip);
    return client;
  }

  private requireRight(secret: string, client: Client, ip: string): void {
    const [presenter, now] = [{ clientId: client.clientId, ip }, this.clock.now()];
    const wait = this.limiter.secondsToWait(presenter, now);
    if (wait > 0) throw OAuthError.tooMany(wait, 'secrets_guessed');
    if (this.secrets.matches(client, secret, now)) return this.limiter.noteRight(presenter, now);
    this.limiter.noteWrong(presenter, secret, now);
    throw failed('secret_wrong');
  }
}

function readClaim(authorization: string | undefined, parameters: Parameters): Claim {
  const claims = METHODS.flatMap(({ method, read }) => {
    const credentials = read(authorization, parameters);
    return credentials ? [{ ...credentials, method }] : [];
  });
  const [claim] = claims;
  if (!claim) throw new OAuthError('invalid_client', 'the request does not authenticate a client', 'credentials_missing');
  // RFC 6749 §2.3: the client MUST NOT use more than one authentication method in each request.
  if (claims.length > 1) throw new OAuthError('invalid_request', 'more than one client authentication method was used');
  if (parameters.client_id !== undefined && parameters.client_id !== claim.clientId) {
    throw new OAuthError('invalid_request', 'client_id is not the authenticated client');
  }
  return claim;
}

function failed(reason: string): OAuthError {
  return new OAuthError('invalid_client', 'client authentication failed', reason);
}

/** A disabled client may prove itself, so that the ledger can name it, but gets nothing. */
export function requireEnabled(client: Client): void {
  if (client.disabledAt) throw failed('client_disabled');
}
