import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CursorCodec } from '../api/lists/cursor.codec.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import { PageWriter } from '../auth/pages/page.writer.js';
import { displayName } from '../auth/pages/person.js';
import { readQuery } from '../auth/query.js';
import { seeOther } from '../auth/redirect.js';
import { doneIn } from './done.js';
import { Holdings } from './holdings.js';
import { Visitors } from './visitors.js';

/** A person's first page: what is connected to the account, where he is logged in, and what he has allowed. */
@ApiExcludeController()
@Controller('account')
@UseFilters(PageErrorFilter)
export class HomeController {
  constructor(
    private readonly visitors: Visitors,
    private readonly holdings: Holdings,
    private readonly cursors: CursorCodec,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = await this.visitors.receive(request, reply, '/account');
    if (!visitor) return;
    const query = readQuery(request);
    const list = `account pages of ${visitor.accountId}`;
    const after = query.after === undefined ? null : this.cursors.decode(query.after, list);
    if (query.after !== undefined && !after) return seeOther(reply, '/account');
    const { show, next } = await this.holdings.find(visitor, after);
    const content = { person: displayName(visitor.account), token: visitor.token, done: doneIn(query), isContinued: after !== null };
    const more = next && this.cursors.encode(next, list);
    this.pages.write(reply, 'person/pages/home', (speech) => ({ ...content, ...show(speech), title: speech.texts.account.title, more }));
  }
}
