import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Settings } from '../../src/config/settings.js';
import type { Position } from '../../src/database/page.js';
import { RefreshTokenCodec } from '../../src/token/refresh-token.codec.js';
import type { TokenListStore } from '../../src/token/listing/token-list.store.js';
import type { TokenOrder } from '../../src/token/listing/token.filter.js';

const REFRESHES_A_SECOND = 50;

/** A walk through all pages of the list of tokens while some of them are refreshed. */
export interface WalkResult {
  order: TokenOrder;
  pages: number;
  seconds: number;
  refreshes: number;
  refused: number;
  /** Of those that were there throughout. */
  missed: number;
  repeated: number;
}

interface Live {
  token: string;
  clientId: string;
}

/** Live tokens of public clients, which anybody may refresh: each is used once. */
export async function liveTokens(dataSource: DataSource, tokenKeys: string, count: number): Promise<Live[]> {
  const codec = new RefreshTokenCodec({ tokenKeys } as Settings);
  const rows = await dataSource.query(`SELECT f.grant_id AS "grantId", salt, token_key_id AS "tokenKeyId", generation, client_id AS "clientId"
    FROM refresh_token f JOIN "grant" g USING (grant_id) JOIN account a USING (account_id)
    WHERE client_id = 'app-1' AND f.revoked_at IS NULL AND g.revoked_at IS NULL AND frozen_at IS NULL AND dpop_jkt IS NULL AND expires_at > now() + interval '1 hour'
      AND a.disabled_at IS NULL AND a.deleted_at IS NULL AND a.password_changed_at IS NULL
      AND NOT EXISTS (SELECT FROM consent WHERE consent.account_id = g.account_id AND consent.client_id = g.client_id AND withdrawn_at IS NOT NULL) LIMIT $1`, [count]);
  return rows.map((row: Parameters<RefreshTokenCodec['encode']>[0] & { clientId: string }) => ({ token: codec.encode(row), clientId: row.clientId }));
}

/** @param url of the running server */
export async function walkAll(dataSource: DataSource, tokens: TokenListStore, order: TokenOrder, limit: number, url: string, live: Live[]): Promise<WalkResult> {
  const there = new Set((await dataSource.query('SELECT grant_id FROM refresh_token')).map((row: { grant_id: string }) => row.grant_id));
  const walking = { isOver: false };
  const refreshing = refreshSome(url, live, walking);
  const begun = performance.now();
  const met = new Set<string>();
  let [pages, repeated] = [0, 0];
  for (let after: Position | null = null; pages === 0 || after; pages++) {
    const page = await tokens.findPage({}, order, { limit, after });
    for (const { grantId } of page.rows) {
      if (met.has(grantId)) repeated++;
      met.add(grantId);
    }
    after = page.next;
  }
  walking.isOver = true;
  const missed = [...there].filter((id) => !met.has(id as string)).length;
  return { order, pages, seconds: (performance.now() - begun) / 1000, ...(await refreshing), missed, repeated };
}

/** So many a second, spread over it, until the walk is over. */
async function refreshSome(url: string, live: Live[], walking: { isOver: boolean }): Promise<{ refreshes: number; refused: number }> {
  const answers: Promise<number>[] = [];
  const begun = performance.now();
  while (!walking.isOver && live.length > 0) {
    const due = Math.floor(((performance.now() - begun) / 1000) * REFRESHES_A_SECOND);
    while (answers.length < due && live.length > 0) answers.push(refresh(url, live.pop()!));
    await delay(10);
  }
  const statuses = await Promise.all(answers);
  return { refreshes: statuses.length, refused: statuses.filter((status) => status !== 200).length };
}

async function refresh(url: string, { token, clientId }: Live): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: clientId });
  const answer = await fetch(`${url}/oidc/token`, { method: 'POST', body });
  await answer.arrayBuffer();
  return answer.status;
}
