import { HttpError, type DataProvider, type GetListParams, type RaRecord } from 'react-admin';
import { call } from './session.js';

/** The admin API's lists go from page to page by cursors; of each list that is looked at, where its pages begin. */
const begins = new Map<string, (string | null)[]>();

/** A page as the API answers it. */
export interface Listing<Item> {
  items: Item[];
  next: string | null;
}

interface Pages {
  data: RaRecord[];
  /** Known at the end alone. */
  total?: number;
  pageInfo: { hasPreviousPage: boolean; hasNextPage: boolean };
}

/** Asks the admin API. Its problems (RFC 9457) become react-admin's errors, with the fields' own. */
export async function ask<Answer>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer> {
  const response = await call(method, path, body, headers);
  const json = response.status === 204 ? undefined : await response.json();
  if (response.ok) return json as Answer;
  const errors = Object.fromEntries((json.errors ?? []).map(({ field, detail }: { field: string; detail: string }) => [field, detail]));
  throw new HttpError(json.detail ?? json.title, response.status, { ...json, errors: json.errors ? { ...errors, root: { serverError: json.detail ?? json.title } } : undefined });
}

/** Questions that a page may take. */
const PATIENCE = 15;

/** A page of a list, which the API may give in pieces: what is rare it looks for a stretch of time at a time. */
export async function readPage<Item, Page extends Listing<Item> = Listing<Item>>(list: string, after: string | null, size: number): Promise<Page> {
  const items: Item[] = [];
  for (let [cursor, asked] = [after, 1]; ; asked++) {
    const piece: Page = await ask('GET', `${list}&${queryOf({ limit: size - items.length, cursor })}`);
    items.push(...piece.items);
    if (items.length >= size || piece.next === null || asked >= PATIENCE) return { ...piece, items };
    cursor = piece.next;
  }
}

/** The most that one page may have; more is an export, which takes several. */
const LARGEST = 200;

async function getList(resource: string, { filter, sort, pagination }: GetListParams): Promise<Pages> {
  const { page, perPage } = pagination ?? { page: 1, perPage: 25 };
  if (perPage > LARGEST) return getMuch(resource, { filter, sort }, perPage);
  const query = queryOf({ ...filter, sort: sort && sort.field !== 'id' ? `${sort.order === 'DESC' ? '-' : ''}${sort.field}` : undefined });
  const list = `${resource}?${query}`;
  const cursors = begins.get(list) ?? [null];
  begins.set(list, cursors);
  let listing!: Listing<RaRecord>;
  for (let at = Math.min(page, cursors.length); at <= page; at++) {
    listing = await readPage<RaRecord>(list, cursors[at - 1] ?? null, perPage);
    cursors[at] = listing.next;
    if (!listing.next) break;
  }
  const total = listing.next ? undefined : (page - 1) * perPage + listing.items.length;
  return { data: listing.items.map(identified), total, pageInfo: { hasPreviousPage: page > 1, hasNextPage: listing.next !== null } };
}

async function getMuch(resource: string, params: GetListParams, most: number): Promise<Pages> {
  const data: RaRecord[] = [];
  for (let page = 1; data.length < most; page++) {
    const { data: more, pageInfo } = await getList(resource, { ...params, pagination: { page, perPage: LARGEST } });
    data.push(...more);
    if (!pageInfo.hasNextPage) break;
  }
  return { data: data.slice(0, most), pageInfo: { hasPreviousPage: false, hasNextPage: false } };
}

/** An access token goes by its `jti`, a resource by its identifier, a key by its `kid`. */
const identified = (item: RaRecord): RaRecord => ({ ...item, id: item.id ?? item.jti ?? item.identifier ?? item.kid });

const getOne = async (resource: string, id: string | number) => identified(await ask<RaRecord>('GET', pathOf(resource, id)));

/** Of one record; client ids and identifiers of resources hold anything. */
export const pathOf = (resource: string, id: string | number) => `${resource}/${encodeURIComponent(id)}`;

/** A form is sent once for each press of its button. */
const once = () => ({ 'idempotency-key': crypto.randomUUID() });

/** A filter as the API takes it: lists by repetition, and nothing that is empty. */
export function queryOf(filter: Record<string, unknown>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) for (const one of [value].flat()) if (one !== undefined && one !== '' && one !== null) query.append(name, String(one));
  return query;
}

/** react-admin's view of the admin API. */
export const dataProvider = {
  getList,
  getOne: async (resource, { id }) => ({ data: await getOne(resource, id) }),
  getMany: async (resource, { ids }) => ({ data: await Promise.all(ids.map((id) => getOne(resource, id))) }),
  getManyReference: async (resource, { target, id, filter, ...params }) => getList(resource, { ...params, filter: { ...filter, [target]: id } }),
  create: async (resource, { data }) => ({ data: identified(await ask('POST', resource, data, once())) }),
  update: async (resource, { id, data }) => ({ data: identified(await ask(resource === 'resources' ? 'PUT' : 'PATCH', pathOf(resource, id), data, once())) }),
} as DataProvider;
