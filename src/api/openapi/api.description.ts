import { Injectable, type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Settings } from '../../config/settings.js';

/** What an API of ours is introduced with. */
export interface Introduction {
  /** Its paths begin with `/<api>/v1/`, its audience is `<PUBLIC_URL>/<api>`. */
  api: 'admin' | 'account';
  title: string;
  text: string;
  /** With what each allows. */
  scopes: Record<string, string>;
  /** Can a program get them for itself? */
  isForPrograms: boolean;
}

/** Our APIs as OpenAPI 3.1 describes them, made of their controllers at the first question. */
@Injectable()
export class ApiDescription {
  private app: INestApplication | null = null;
  private readonly made = new Map<string, OpenAPIObject>();

  constructor(private readonly settings: Settings) {}

  /** The app whose controllers are described. */
  attach(app: INestApplication): void {
    this.app = app;
  }

  documentOf(introduction: Introduction): OpenAPIObject {
    const made = this.made.get(introduction.api) ?? this.describe(this.app!, introduction);
    this.made.set(introduction.api, made);
    return made;
  }

  private describe(app: INestApplication, { api, title, text, scopes, isForPrograms }: Introduction): OpenAPIObject {
    const { issuer, publicUrl } = this.settings;
    const flows = {
      authorizationCode: { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, refreshUrl: `${issuer}/token`, scopes },
      ...(isForPrograms && { clientCredentials: { tokenUrl: `${issuer}/token`, scopes } }),
    };
    const builder = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle(title).setVersion('1').setDescription(text);
    const config = builder.addServer(publicUrl).addOAuth2({ type: 'oauth2', description: `The audience is ${publicUrl}/${api}.`, flows }, 'oauth2').build();
    const operationIdFactory = (controller: string, method: string) => `${controller.replace(/Controller$/, '')}.${method}`;
    const document = SwaggerModule.createDocument(app, config, { operationIdFactory });
    return only(document, Object.entries(document.paths).filter(([path]) => path.startsWith(`/${api}/v1/`)));
  }
}

/** These paths, and the schemas that they lead to. */
function only(document: OpenAPIObject, paths: [string, OpenAPIObject['paths'][string]][]): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const led = new Set<string>();
  const follow = (node: unknown) => {
    for (const [, name = ''] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (led.has(name)) continue;
      led.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow(paths);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => led.has(name)));
  return { ...document, paths: Object.fromEntries(paths), components: { ...document.components, schemas: kept } };
}
