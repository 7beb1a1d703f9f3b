import { Injectable } from '@nestjs/common';
import { subnetOf } from '../audit/network.js';
import { ConsentStore } from '../auth/consent.store.js';
import { applicationName } from '../auth/pages/application.js';
import type { Speech } from '../auth/pages/language.js';
import { describeScopes, type ScopeLine } from '../auth/pages/scope-lines.js';
import { SessionListStore } from '../auth/session-list.store.js';
import { ResourceStore } from '../client/resource.store.js';
import { describeConnection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { deviceOf } from '../protocol/device.js';
import type { Page, Position } from '../database/page.js';
import type { ConnectionRow } from '../token/listing/connection-list.store.js';
import { momentOf, type Moment } from './moment.js';
import type { Visitor } from './visitors.js';

/** Rows of each kind on one page. */
const MOST = { connections: 25, sessions: 25, consents: 100 } as const;

/** Where something is, as its person would say it. */
interface Place {
  device: string | null;
  network: string | null;
}

export interface ConnectionCard extends Place {
  id: string;
  application: string;
  status: ConnectionRow['status'];
  permissions: ScopeLine[];
  used: Moment;
}

export interface SessionCard extends Place {
  id: string;
  isThis: boolean;
  seen: Moment;
}

export interface ConsentCard {
  clientId: string;
  application: string;
  permissions: ScopeLine[];
  granted: Moment;
}

/** What of a person is where: the cards of the first page. */
export interface Cards {
  connections: ConnectionCard[];
  sessions: SessionCard[];
  consents: ConsentCard[];
}

/** Gathers what applications and browsers hold of a person. */
@Injectable()
export class Holdings {
  constructor(
    private readonly connections: Connections,
    private readonly sessions: SessionListStore,
    private readonly consents: ConsentStore,
    private readonly resources: ResourceStore,
  ) {}

  /** @param after where the connections go on from */
  async find({ accountId, session, now }: Visitor, after: Position | null): Promise<{ show: (speech: Speech) => Cards; next: Position | null }> {
    const page: Page<ConnectionRow> = await this.connections.findPage(accountId, { limit: MOST.connections, after });
    const { rows: browsers } = await this.sessions.findPage({ accountId, status: 'live' }, true, { limit: MOST.sessions, after: null });
    const consents = await this.consents.findAllOf(accountId, MOST.consents);
    const resources = await this.resources.findAll();
    const show = (speech: Speech): Cards => {
      const place = ({ ip, userAgent }: { ip: string | null; userAgent: string | null }): Place => ({ device: deviceOf(userAgent, speech.texts.account.device), network: subnetOf(ip) });
      const moment = (at: Date) => momentOf(at, now, speech);
      return {
        connections: page.rows.map((row) => {
          const { id, application, status, permissions } = describeConnection(row, resources, null);
          return { id, application: applicationName(row.clientId, application, speech.texts), status, permissions, ...place(row), used: moment(row.lastUsedAt ?? row.createdAt) };
        }),
        sessions: browsers.map((row) => ({ id: row.sessionId, isThis: row.sessionId === session.sessionId, ...place(row), seen: moment(row.lastSeenAt) })),
        consents: consents.map(({ clientId, clientName, scopes, resources: asked, grantedAt }) => ({
          ...{ clientId, application: applicationName(clientId, clientName, speech.texts), granted: moment(grantedAt) },
          permissions: describeScopes(scopes, asked, resources),
        })),
      };
    };
    return { show, next: page.next };
  }
}
