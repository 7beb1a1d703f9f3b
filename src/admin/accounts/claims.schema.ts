import { CLAIM_NAMES, type ClaimName } from '../../account/claims.js';

const TYPES: Partial<Record<ClaimName, object>> = {
  updated_at: { type: 'integer' },
  email_verified: { type: 'boolean' },
  phone_number_verified: { type: 'boolean' },
  address: {
    type: 'object',
    properties: Object.fromEntries(['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'].map((name) => [name, { type: 'string' }])),
  },
};

/** In the OpenAPI document: the standard claims of OpenID Connect Core §5.1. */
export const CLAIMS_SCHEMA = {
  type: 'object',
  properties: Object.fromEntries(CLAIM_NAMES.map((name) => [name, TYPES[name] ?? { type: 'string' }])),
  example: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
} as const;
