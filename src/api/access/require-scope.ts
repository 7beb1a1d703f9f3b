import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { ACCOUNT_SCOPES, ADMIN_SCOPES } from '../../account/roles.js';

/** A scope of the admin API. */
export type AdminScope = (typeof ADMIN_SCOPES)[number];

/** A scope of an API of ours. */
type ApiScope = AdminScope | (typeof ACCOUNT_SCOPES)[number];

export const SCOPE = Symbol('scope');

/** Who may call this handler: access tokens with any of these scopes. In the OpenAPI document they are the operation's security. */
export function RequireScope(...scopes: [ApiScope, ...ApiScope[]]): MethodDecorator {
  const refusals = {
    400: 'The request is not valid; `errors` names the fields.',
    401: 'No access token, or one that does not live or is not for this API.',
    403: 'The access token lacks the scope, which `scope` names.',
    503: 'The storage is out of reach; try again after `Retry-After`.',
  };
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };
  return applyDecorators(
    SetMetadata(SCOPE, scopes),
    ...scopes.map((scope) => ApiSecurity('oauth2', [scope])),
    ...Object.entries(refusals).map(([status, description]) => ApiResponse({ status: Number(status), description, content })),
  );
}

