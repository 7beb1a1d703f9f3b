import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiDescription, type Introduction } from '../../api/openapi/api.description.js';
import { DocsPage } from '../../api/openapi/docs.page.js';
import { SCOPE_SENTENCES } from './scope.sentences.js';

const ADMIN: Introduction = {
  api: 'admin',
  title: 'Evergrant admin API',
  text: `Tokens, grants, sessions, accounts, clients and keys, seen and changed.

Access tokens are those of this very server with the audience of the API, \`resource=<PUBLIC_URL>/admin\`. People get its scopes through
the roles of their accounts, programs through client credentials. Each operation names its scope; without it the answer is 403.
Errors are RFC 9457. Lists have keyset pages: follow \`next\`, or \`Link: rel="next"\`. Writes take a \`reason\` and may carry an \`Idempotency-Key\`.`,
  scopes: SCOPE_SENTENCES,
  isForPrograms: true,
};

/** The API's description, for programs and for people; public, for it tells nothing of what is in the database. */
@ApiExcludeController()
@Controller('admin/v1')
export class DocsController {
  constructor(
    private readonly description: ApiDescription,
    private readonly page: DocsPage,
  ) {}

  @Get('openapi.json')
  @Header('cache-control', 'public, max-age=300')
  openapi(): OpenAPIObject {
    return this.description.documentOf(ADMIN);
  }

  @Get('docs')
  docs(@Res() reply: FastifyReply): void {
    this.page.write(reply, this.description.documentOf(ADMIN));
  }
}
