/** Key rings of every house in the tests; replicas share them. */
export const KEYS = {
  TOKEN_KEYS: 'dG9rZW4ta2V5LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE',
  ENCRYPTION_KEYS: 'ZW5jcnlwdGlvbi1rZXktb2YtdGhlLXRlc3RzLTMyYiE',
};

/** RFC 7591 metadata as the bootstrap file takes it. */
export interface ClientRegistration {
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method: 'client_secret_basic' | 'client_secret_post' | 'none';
  grant_types: string[];
  redirect_uris?: string[];
  [member: string]: unknown;
}

export interface Person {
  username: string;
  password: string;
  sub: string;
  [member: string]: unknown;
}

const CODE_FLOW = { grant_types: ['authorization_code', 'refresh_token'], scope: 'openid profile email phone address offline_access' };

/** A confidential web application, the seed's. */
export const WEB: ClientRegistration = {
  ...CODE_FLOW,
  client_id: 'web',
  client_secret: 'q3ZkT1mXr8uW0sYb5NcJ7vHe2LfGdA9pKiQo4RtUxE6',
  client_name: 'Example Web',
  client_uri: 'https://app.example/',
  logo_uri: 'https://app.example/logo.png',
  policy_uri: 'https://app.example/policy',
  tos_uri: 'https://app.example/terms',
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: ['https://app.example/callback'],
  post_logout_redirect_uris: ['https://app.example/goodbye'],
};

/** Another confidential application, which sends its secret in the body and may ask for the API. */
export const OTHER: ClientRegistration = {
  ...CODE_FLOW,
  client_id: 'other',
  client_secret: 'Xv7nB2cM9kLq4wZs1eRd6tYf3uGh8iJo5pAaSsDdFgH',
  client_name: 'Other Web',
  token_endpoint_auth_method: 'client_secret_post',
  redirect_uris: ['https://other.example/callback'],
  scope: `${CODE_FLOW.scope} orders:read orders:write`,
};

/** A public application on a device: loopback redirect with a free port (RFC 8252 §7.3). */
export const NATIVE: ClientRegistration = {
  ...CODE_FLOW,
  client_id: 'native',
  client_name: 'Example Native',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  refresh_token_policy: { rotation: 'reuse' },
};

/** A program without a person. */
export const MACHINE: ClientRegistration = {
  client_id: 'machine',
  client_secret: 'Kp4sVb8xNz2mQw6eRt0yUi3oLa7jHd5gFc9vBn1kMqZ',
  client_name: 'Nightly Job',
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['client_credentials'],
  scope: 'orders:read orders:write',
};

export const ROTATIONS = ['reuse', 'rotate'] as const;

/** The same application under this rotation: another client. */
export function under(rotation: (typeof ROTATIONS)[number], client: ClientRegistration): ClientRegistration {
  return { ...client, client_id: `${client.client_id}-${rotation}`, refresh_token_policy: { ...(client.refresh_token_policy as object), rotation } };
}

export const API = { identifier: 'https://api.example/', scopes: ['orders:read', 'orders:write'] };

export const ALICE: Person = {
  username: 'alice',
  password: 'correct horse battery staple',
  sub: '5c9f75c7ccf87b05a921e9b0',
  ...{ name: 'Alice Example', given_name: 'Alice', middle_name: 'M.', family_name: 'Example', nickname: 'Al', gender: 'female' },
  ...{ preferred_username: 'alice', profile: 'https://alice.example/', picture: 'https://alice.example/me.png' },
  ...{ website: 'https://alice.example/blog', birthdate: '1990-04-06', zoneinfo: 'Europe/Vienna', locale: 'de-AT', updated_at: 1554537869 },
  ...{ email: 'alice@example.com', email_verified: true, phone_number: '+43 1 234567', phone_number_verified: false },
  address: { formatted: 'Ring 1\n1010 Wien', street_address: 'Ring 1', locality: 'Wien', region: 'Wien', postal_code: '1010', country: 'AT' },
};

export const BOB: Person = {
  username: 'bob',
  password: 'Tr0ub4dor&3 is not enough',
  sub: '5c9f75c7ccf87b05a921e9b1',
  ...{ name: 'Bob Example', email: 'bob@example.com', email_verified: false },
};

/** The bootstrap file of most stories. */
export const BOOTSTRAP = { clients: [WEB, OTHER, NATIVE, MACHINE], accounts: [ALICE, BOB], resources: [API] };
