import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Speech } from '../auth/pages/language.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import { PageWriter } from '../auth/pages/page.writer.js';
import { seeOther } from '../auth/redirect.js';
import { saying } from './done.js';
import { PasswordChange, type PasswordFault } from './password-change.js';
import { Visitors, type Visitor } from './visitors.js';

const PATH = '/account/password';

/** Where a person changes the password, having logged in a moment ago. */
@ApiExcludeController()
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class PasswordController {
  constructor(
    private readonly visitors: Visitors,
    private readonly change: PasswordChange,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = await this.visitors.receive(request, reply, PATH, { recently: true });
    if (visitor) this.write(reply, visitor, null);
  }

  @Post()
  async act(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const received = await this.visitors.receiveForm(request, reply, PATH, ['password'], { recently: true });
    if (!received) return;
    const [visitor, form] = received;
    const fault = await this.change.carryOut(visitor, form, request, reply);
    if (fault) return this.write(reply, visitor, fault);
    seeOther(reply, saying('/account', 'password'));
  }

  private write(reply: FastifyReply, { account, token }: Visitor, fault: PasswordFault | null): void {
    const isSlowed = fault !== null && typeof fault === 'object';
    if (isSlowed) void reply.header('retry-after', fault.waitSeconds);
    const say = (speech: Speech) => ({
      ...{ title: speech.texts.account.password.title, username: account.username, token: token('password') },
      message: fault && messageOf(fault, speech),
    });
    this.pages.write(reply, 'person/pages/password', say, { status: isSlowed ? 429 : fault ? 400 : 200, scripts: ['page'] });
  }
}

function messageOf(fault: PasswordFault, { texts, duration }: Speech): string {
  if (typeof fault === 'object') return texts.login.tooMany.replace('{wait}', duration(fault.waitSeconds));
  return texts.account.password.faults[fault];
}
