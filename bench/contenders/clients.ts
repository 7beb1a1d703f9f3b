/** A confidential application, as both contenders know it. */
export interface BenchClient {
  client_id: string;
  client_secret: string;
  grant_types: string[];
  redirect_uris: string[];
}

export const SCOPE = 'openid profile offline_access phone email';

export const API = { identifier: 'https://api.example/', scopes: ['orders:read', 'orders:write'] };

export const CLAIMS = {
  ...{ name: 'Alice Example', given_name: 'Alice', family_name: 'Example', locale: 'de-AT', zoneinfo: 'Europe/Vienna' },
  ...{ email: 'alice@example.com', email_verified: true, phone_number: '+43 1 234567', phone_number_verified: false },
};

export const PERSON = { sub: '5c9f75c7ccf87b05a921e9b0', username: 'alice', password: 'correct horse battery staple' };

/** Keeps its refresh token. */
export const REUSE = application('reuse');

/** Gets a new refresh token each time. */
export const ROTATE = application('rotate');

/** Has its tokens signed with the cheaper signature. */
export const ES256 = application('es256');

/** Its access tokens are looked up, not signed: what the peer can introspect. */
export const OPAQUE = application('opaque');

/** A program without a person. */
export const MACHINE: BenchClient = { ...application('machine'), grant_types: ['client_credentials'], redirect_uris: [] };

export function basic({ client_id: id, client_secret: secret }: BenchClient): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

function application(id: string): BenchClient {
  const secret = `${id}-secret-of-a-benchmark-on-one-machine-only`;
  const grants = ['authorization_code', 'refresh_token'];
  return { client_id: id, client_secret: secret, grant_types: grants, redirect_uris: ['https://app.example/callback'] };
}
