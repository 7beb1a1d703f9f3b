import { applyDecorators, Get, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventListStore, UsageListStore } from '../../audit/ledger-list.store.js';
import { GrantListStore } from '../../token/listing/grant-list.store.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { EVENT_COLUMNS, EventView, showEvent } from './event.view.js';
import { Exports } from './exports.js';
import { EventExportQuery, eventFilterOf, UsageExportQuery, usageFilterOf } from './ledger.query.js';
import { showUsage, USAGE_COLUMNS, UsageView } from './usage.view.js';

const COMPLETE = 'The oldest first: every row that was there in the beginning, once. Gzip where it is accepted. What breaks off ends without the end of HTTP’s body.';

@AdminController('audit', 'audit')
export class ExportsController {
  constructor(
    private readonly usages: UsageListStore,
    private readonly events: EventListStore,
    private readonly grants: GrantListStore,
    private readonly exports: Exports,
  ) {}

  @Get('refreshes/export')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'All attempts to refresh, by any filters, as a file', description: COMPLETE })
  @ApiExport(UsageView, USAGE_COLUMNS)
  async exportUsages(@Query() query: UsageExportQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const filter = usageFilterOf(query, query.account === undefined ? undefined : await this.grants.findIdsOf(query.account));
    await this.exports.send(request, reply, query.format, { name: 'refreshes', columns: USAGE_COLUMNS, batches: shown(this.usages.readAll(filter), showUsage) });
  }

  @Get('events/export')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'All administrative acts, by any filters, as a file', description: COMPLETE })
  @ApiExport(EventView, EVENT_COLUMNS)
  async exportEvents(@Query() query: EventExportQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const batches = shown(this.events.readAll(eventFilterOf(query)), showEvent);
    await this.exports.send(request, reply, query.format, { name: 'events', columns: EVENT_COLUMNS, batches });
  }
}

async function* shown<Row, View>(batches: AsyncGenerator<Row[]>, show: (row: Row) => View): AsyncGenerator<View[]> {
  for await (const rows of batches) yield rows.map(show);
}

/** In the OpenAPI document: the handler answers with a file of these. */
function ApiExport(view: Type<unknown>, columns: string[]): MethodDecorator {
  const csv = `A line of names, then one for each row: \`${columns.join('`, `')}\`. Times are RFC 3339, lists are separated by spaces, objects are JSON, null is empty; \
a text that begins with \`=\`, \`+\`, \`-\`, \`@\` or a control character has an apostrophe before it, so that no spreadsheet takes it for a formula.`;
  const content = { 'application/x-ndjson': { schema: { $ref: getSchemaPath(view) } }, 'text/csv': { schema: { type: 'string', description: csv } } };
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };
  return applyDecorators(
    ApiExtraModels(view),
    ApiResponse({ status: 200, description: `In CSV: ${csv}`, content }),
    ApiResponse({ status: 429, description: 'Two exports are under way in this process; try again when one has ended.', content: problem }),
  );
}
