import { columnsOf, LEDGERS, type LedgerRow } from '../sealing/ledger.encoding.js';
import { isSuccess, type Verdict } from '../verdict.js';

const METADATA = { version: '1.3.0', product: { name: 'Evergrant', vendor_name: 'Evergrant' } };

/** What an operator should look at. */
const ALARMING = new Set(['replayed', 'frozen', 'key_mismatch']);

const ACTIVITIES: Record<string, [id: number, name: string]> = { create: [1, 'Create'], delete: [4, 'Delete'], erase: [4, 'Delete'] };

type Columns = Record<string, string | null>;

/** A row in the words of the Open Cybersecurity Schema Framework 1.3: an attempt to refresh is Authentication (3002), an administrative act API Activity (6003). */
export function toOcsf(row: LedgerRow, encoding: number, seal: number): Record<string, unknown> {
  const ledger = LEDGERS[row.ledger]!;
  const columns: Columns = Object.fromEntries(columnsOf(encoding, ledger).map((name, index) => [name, row.fields[index]!]));
  const { at, id, ip, user_agent: agent, request_id: request, ...rest } = columns;
  const common = {
    metadata: { ...METADATA, uid: id, log_name: ledger, original_time: at, sequence: seal },
    time: millisecondsOf(at!),
    ...(ip && { src_endpoint: { ip: ip.replace(/\/(32|128)$/, '') } }),
    http_request: { uid: request, ...(agent && { user_agent: agent }) },
  };
  return { ...common, ...(row.ledger === 0 ? authentication(rest) : apiActivity(rest, request!)) };
}

function authentication({ verdict, reason, client_id: client, account_id: account, session_id: session, scopes, resources, ...unmapped }: Columns): object {
  const isGood = isSuccess(verdict as Verdict);
  return {
    ...{ class_uid: 3002, class_name: 'Authentication', category_uid: 3, category_name: 'Identity & Access Management' },
    ...{ activity_id: 99, activity_name: 'Token Refresh', type_uid: 300299, auth_protocol_id: 6, auth_protocol: 'OAUTH 2.0' },
    ...{ severity_id: ALARMING.has(verdict!) ? 4 : isGood ? 1 : 2, status_id: isGood ? 1 : 2, status: isGood ? 'Success' : 'Failure' },
    ...{ status_code: verdict, ...(reason && { status_detail: reason }) },
    user: { uid: account },
    ...(session && { session: { uid: session } }),
    actor: { app_uid: client },
    unmapped: { ...unmapped, scopes: listOf(scopes!), resources: listOf(resources!) },
  };
}

function apiActivity({ action, actor_sub: sub, actor_client_id: client, target_kind: type, target_id: uid, reason, old, new: changed, ...unmapped }: Columns, request: string): object {
  const [id, name] = ACTIVITIES[action!.split('.').at(-1)!] ?? [3, 'Update'];
  return {
    ...{ class_uid: 6003, class_name: 'API Activity', category_uid: 6, category_name: 'Application Activity' },
    ...{ activity_id: id, activity_name: name, type_uid: 600300 + id, severity_id: action === 'token.suspect' ? 4 : 1, status_id: 1, status: 'Success', message: reason },
    api: { operation: action, request: { uid: request } },
    actor: { user: { uid: sub }, app_uid: client },
    resources: [{ type, uid, data: { old: parse(old), new: parse(changed) } }],
    unmapped,
  };
}

const parse = (text: string | null | undefined): unknown => (text ? JSON.parse(text) : null);

/** An array of text as PostgreSQL writes it. */
function listOf(text: string): string[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|[^,]+/g)].map(([bare, quoted]) => quoted?.replace(/\\(.)/g, '$1') ?? bare);
}

/** Of a `timestamptz` in UTC as PostgreSQL writes it. */
function millisecondsOf(at: string): number {
  return Date.parse(at.replace(' ', 'T').replace(/\+00$/, 'Z'));
}
