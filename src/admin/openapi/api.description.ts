import { Injectable, type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ADMIN_SCOPES } from '../../account/roles.js';
import { Settings } from '../../config/settings.js';
import { SCOPE_SENTENCES } from './scope.sentences.js';

const INTRODUCTION = `Tokens, grants, sessions, accounts, clients and keys, seen and changed.

Access tokens are those of this very server with the audience of the API, \`resource=<PUBLIC_URL>/admin\`. People get its scopes through
the roles of their accounts, programs through client credentials. Each operation names its scope; without it the answer is 403.
Errors are RFC 9457. Lists have keyset pages: follow \`next\`, or \`Link: rel="next"\`. Writes take a \`reason\` and may carry an \`Idempotency-Key\`.`;

/** The admin API as OpenAPI 3.1 describes it, made of its controllers at the first question. */
@Injectable()
export class ApiDescription {
  private app: INestApplication | null = null;
  private made: OpenAPIObject | null = null;

  constructor(private readonly settings: Settings) {}

  /** The app whose controllers are described. */
  attach(app: INestApplication): void {
    this.app = app;
  }

  get document(): OpenAPIObject {
    return (this.made ??= this.describe(this.app!));
  }

  private describe(app: INestApplication): OpenAPIObject {
    const { issuer, publicUrl } = this.settings;
    const scopes = Object.fromEntries(ADMIN_SCOPES.map((scope) => [scope, SCOPE_SENTENCES[scope]]));
    const flows = {
      authorizationCode: { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, refreshUrl: `${issuer}/token`, scopes },
      clientCredentials: { tokenUrl: `${issuer}/token`, scopes },
    };
    const builder = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Evergrant admin API').setVersion('1').setDescription(INTRODUCTION);
    const config = builder.addServer(publicUrl).addOAuth2({ type: 'oauth2', description: `The audience is ${publicUrl}/admin.`, flows }, 'oauth2').build();
    const operationIdFactory = (controller: string, method: string) => `${controller.replace(/Controller$/, '')}.${method}`;
    const document = SwaggerModule.createDocument(app, config, { operationIdFactory });
    const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/admin/v1/'));
    return { ...document, paths: Object.fromEntries(paths) };
  }
}
