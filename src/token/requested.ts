import { OAuthError } from '../protocol/oauth.error.js';

/** What a request asks for: all that was granted when it asks for nothing. Throws when it asks for more. */
export function narrow(asked: readonly string[], granted: readonly string[], exceeded: () => OAuthError): readonly string[] {
  if (asked.some((item) => !granted.includes(item))) throw exceeded();
  return asked.length > 0 ? asked : granted;
}

export const scopeExceeded = () => new OAuthError('invalid_scope', 'the scope asked for exceeds what was granted', 'scope_exceeded');
export const targetExceeded = () => new OAuthError('invalid_target', 'the resource asked for is not one that was granted', 'target_exceeded');
