import { describeScopes, type ScopeLine } from '../auth/pages/scope-lines.js';
import { subnetOf } from '../audit/network.js';
import type { Resource } from '../client/resource.entity.js';
import type { ConnectionRow } from '../token/listing/connection-list.store.js';
import { deviceOf } from '../protocol/device.js';

/** A connection in a person's words. */
export interface Connection extends Pick<ConnectionRow, 'status' | 'createdAt' | 'lastUsedAt' | 'expiresAt'> {
  id: string;
  clientId: string;
  application: string;
  /** What the application may do. */
  permissions: ScopeLine[];
  device: string | null;
  /** Where: the address, and the network it lies in. */
  ip: string | null;
  network: string | null;
  /** The one by which the person is looking. */
  isAsking: boolean;
}

/** @param asking the grant that the question comes by */
export function describeConnection(row: ConnectionRow, resources: readonly Resource[], asking: string | null): Connection {
  const { grantId, clientId, clientName, status, scopes, createdAt, lastUsedAt, expiresAt, ip } = row;
  const permissions = describeScopes(scopes, row.resources, resources);
  const place = { device: deviceOf(row.userAgent), ip, network: subnetOf(ip) };
  return { id: grantId, clientId, application: clientName, permissions, ...place, status, createdAt, lastUsedAt, expiresAt, isAsking: grantId === asking };
}
