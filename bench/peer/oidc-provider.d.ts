/** As much of `oidc-provider` as the peer uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface Context {
    req: IncomingMessage;
    res: ServerResponse;
    ip: string;
    path: string;
    status: number;
    get(header: string): string;
    oidc?: {
      route: string;
      params?: { grant_type?: string };
      client?: { clientId: string };
      entities: { AccessToken?: { jti: string; exp?: number; expiration: number; aud?: string; scope?: string; grantId: string; accountId: string } };
    };
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    readonly Grant: new (of: { accountId: string; clientId: string }) => Grant;
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): void;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<{ prompt: { name: string }; params: Record<string, string> }>;
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: object, options: { mergeWithLastSubmission: boolean }): Promise<void>;
    listen(port: number, host: string): unknown;
  }
}
