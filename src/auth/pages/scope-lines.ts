import type { Resource } from '../../client/resource.entity.js';

/** One line of the consent page; a scope that no language has words for is one that only its own services can explain. */
export interface ScopeLine {
  scope: string;
  /** The services that understand the scope. */
  services: string[];
}

/** @param asked the resources that the request names; those alone are shown, where there are any */
export function describeScopes(scopes: readonly string[], asked: readonly string[], resources: readonly Resource[]): ScopeLine[] {
  const candidates = asked.length > 0 ? resources.filter(({ identifier }) => asked.includes(identifier)) : resources;
  return scopes.map((scope) => {
    const services = candidates.filter((resource) => resource.scopes.includes(scope)).map(({ identifier }) => identifier);
    return { scope, services };
  });
}
