import type { Resource } from '../client/resource.entity.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { parseScope } from '../protocol/scope.js';

/** The resource indicators that a request names. Throws invalid_target for one that is not known (RFC 8707 §2). */
export function requestedResources(asked: string | undefined, known: readonly Resource[]): string[] {
  const resources = parseScope(asked);
  if (resources.every((resource) => known.some(({ identifier }) => identifier === resource))) return resources;
  throw new OAuthError('invalid_target', 'a resource asked for is not known', 'resource_unknown');
}
