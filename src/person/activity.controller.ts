import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { subnetOf } from '../audit/network.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import type { Speech } from '../auth/pages/language.js';
import { PageWriter } from '../auth/pages/page.writer.js';
import { deviceOf } from '../protocol/device.js';
import { ActivityStore, ACTIVITY_DAYS } from '../token/listing/activity.store.js';
import { momentOf } from './moment.js';
import { sayActivity } from './activity-line.js';
import { Visitors } from './visitors.js';

const PATH = '/account/activity';

/** What happened to a person's account lately. */
@ApiExcludeController()
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class ActivityController {
  constructor(
    private readonly visitors: Visitors,
    private readonly activity: ActivityStore,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = await this.visitors.receive(request, reply, PATH);
    if (!visitor) return;
    const rows = await this.activity.findLatest(visitor.accountId);
    const say = (speech: Speech) => ({
      title: speech.texts.account.activity.title,
      days: ACTIVITY_DAYS,
      lines: rows.map((row) => ({
        ...{ kind: row.kind, ...sayActivity(row, visitor.accountId, speech) },
        ...{ at: momentOf(row.at, visitor.now, speech), device: deviceOf(row.userAgent, speech.texts.account.device), network: subnetOf(row.ip) },
      })),
    });
    this.pages.write(reply, 'person/pages/activity', say);
  }
}
