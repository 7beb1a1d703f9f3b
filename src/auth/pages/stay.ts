import type { Client } from '../../client/client.entity.js';
import type { Speech } from './language.js';
import type { Texts } from './texts/en.js';

/** The sentence, and what is filled into it. */
export interface Stay {
  text: keyof Texts['consent'];
  values: Record<string, string>;
}

type Lifetimes = Pick<Client, 'grantTypes' | 'withoutOfflineAccess' | 'endsAtLogout' | 'refreshTokenTtl' | 'refreshTokenIdleTtl'>;

/** How long an application that is allowed these scopes stays connected. */
export function stayOf(client: Lifetimes, scopes: readonly string[], { duration }: Pick<Speech, 'duration'>): Stay {
  const isOffline = scopes.includes('offline_access');
  if (!client.grantTypes.includes('refresh_token') || !(isOffline || client.withoutOfflineAccess)) return { text: 'notKept', values: {} };
  const ttl = duration(client.refreshTokenTtl);
  if (!isOffline || client.endsAtLogout) return { text: 'untilSignOutOr', values: { ttl } };
  if (client.refreshTokenIdleTtl === null) return { text: 'stays', values: { ttl } };
  return { text: 'staysUnused', values: { ttl, idle: duration(client.refreshTokenIdleTtl) } };
}
