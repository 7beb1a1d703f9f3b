import { applyDecorators, createParamDecorator, Injectable, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidFields } from '../../audit/problem.js';
import { Settings } from '../../config/settings.js';
import type { Page, PageRequest } from '../../database/page.js';
import { CursorCodec } from './cursor.codec.js';
import type { PageQuery } from './page.query.js';

/** What the description says of lists in which rare things are looked for piece by piece. */
export const SHORT_PAGES = 'A page may hold fewer items than `limit`, even none, and still have a `next`: what is rare is looked for a stretch of time at a time.';

/** A page as it is answered. */
export interface Listing<Item> {
  items: Item[];
  /** The cursor of the next page, also in `Link: rel="next"` (RFC 8288); null at the end. */
  next: string | null;
}

/** Which list was asked for, and where to answer. */
export interface ListRequest {
  url: URL;
  reply: FastifyReply;
}

/** A handler's parameter: the list that `Pages.answer` gives a page of. */
export const Listed = createParamDecorator((_: unknown, context: ExecutionContext): ListRequest => {
  const { url } = context.switchToHttp().getRequest<FastifyRequest>();
  return { url: new URL(url, 'http://list'), reply: context.switchToHttp().getResponse<FastifyReply>() };
});

/** Every list of the admin API: keyset pages behind opaque cursors. */
@Injectable()
export class Pages {
  constructor(
    private readonly cursors: CursorCodec,
    private readonly settings: Settings,
  ) {}

  /** Reads the page that the cursor stands for and shows its rows. */
  async answer<Row, Item>({ url, reply }: ListRequest, query: PageQuery, read: (page: PageRequest) => Promise<Page<Row>>, show: (row: Row) => Item): Promise<Listing<Item>> {
    const list = nameOf(url);
    const after = query.cursor === undefined ? null : this.cursors.decode(query.cursor, list);
    if (query.cursor !== undefined && !after) throw new InvalidFields([{ field: 'cursor', detail: 'is not one of this list with these filters' }]);
    const page = await read({ limit: query.limit, after });
    const next = page.next && this.cursors.encode(page.next, list);
    if (next) void reply.header('link', `<${this.settings.publicUrl}${nextOf(url, next)}>; rel="next"`);
    return { items: page.rows.map(show), next };
  }
}

/** The path and the filters, in one order: how many, and from where, is another matter. */
function nameOf({ pathname, searchParams }: URL): string {
  const filters = new URLSearchParams(searchParams);
  for (const name of ['limit', 'cursor']) filters.delete(name);
  filters.sort();
  return `${pathname}?${filters}`;
}

function nextOf(url: URL, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}

/** In the OpenAPI document: the handler answers with a page of these, and with more beside them. */
export function ApiPage(item: Type<unknown>, more: Record<string, object> = {}): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['items', 'next', ...Object.keys(more)],
    properties: { ...more, items: { type: 'array', items: { $ref: getSchemaPath(item) } }, next: { type: 'string', nullable: true, description: 'The cursor of the next page; null at the end.' } },
  };
  const headers = { Link: { description: 'RFC 8288, `rel="next"`; absent at the end.', schema: { type: 'string' } } };
  return applyDecorators(ApiExtraModels(item), ApiResponse({ status: 200, schema, headers }));
}
