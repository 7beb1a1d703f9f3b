import type { Resource } from '../../client/resource.entity.js';

/** What allowing a scope means, to a person who has never heard of scopes. */
const SENTENCES: Record<string, string> = {
  openid: 'Sign you in and recognise you when you come back',
  profile: 'See your name, picture and other details of your profile',
  email: 'See your email address',
  phone: 'See your phone number',
  address: 'See your postal address',
  offline_access: 'Keep this access while you are not using the application, until it is taken back',
  grant_management_query: 'Look up what you have allowed it',
  grant_management_revoke: 'Give back what you have allowed it',
  'tokens:read': 'See who is signed in to which applications',
  'tokens:revoke': 'Sign people out of applications',
  'clients:read': 'See the registered applications',
  'clients:write': 'Register, change and remove applications',
  'accounts:read': 'See the accounts of all people',
  'accounts:write': 'Create, change and disable accounts',
  'audit:read': 'Read the audit log',
  'keys:write': 'Replace the keys that sign tokens',
};

/** One line of the consent page: a sentence, or the name of a scope that only its own service can explain. */
export interface ScopeLine {
  scope: string;
  sentence: string | null;
  /** The services that understand the scope. */
  services: string[];
}

/** @param asked the resources that the request names; those alone are shown, where there are any */
export function describeScopes(scopes: readonly string[], asked: readonly string[], resources: readonly Resource[]): ScopeLine[] {
  const candidates = asked.length > 0 ? resources.filter(({ identifier }) => asked.includes(identifier)) : resources;
  return scopes.map((scope) => {
    const services = candidates.filter((resource) => resource.scopes.includes(scope)).map(({ identifier }) => identifier);
    return { scope, sentence: SENTENCES[scope] ?? null, services };
  });
}
