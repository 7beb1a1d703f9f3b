import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { ACCOUNT_SCOPES } from '../account/roles.js';
import { ApiDescription, type Introduction } from '../api/openapi/api.description.js';
import { en } from '../auth/pages/texts/en.js';

const ACCOUNT: Introduction = {
  api: 'account',
  title: 'Evergrant account API',
  text: `What a person may see of, and do to, his own account.

Access tokens are those of this very server with the audience of the API, \`resource=<PUBLIC_URL>/account\`; every person may have its scopes,
by an application that is registered for them. Errors are RFC 9457. Lists have keyset pages: follow \`next\`. Acts may carry an \`Idempotency-Key\`.`,
  scopes: Object.fromEntries(ACCOUNT_SCOPES.map((scope) => [scope, en.scopes[scope]!])),
  isForPrograms: false,
};

/** The account API's description; public, for it tells nothing of what is in the database. */
@ApiExcludeController()
@Controller('account/v1')
export class AccountDocsController {
  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  @Header('cache-control', 'public, max-age=300')
  openapi(): OpenAPIObject {
    return this.description.documentOf(ACCOUNT);
  }
}
