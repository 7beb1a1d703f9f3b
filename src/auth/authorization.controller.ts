import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../protocol/parameters.js';
import { AuthorizationFlow } from './authorization.flow.js';
import { PageErrorFilter } from './pages/page-error.filter.js';
import { readQuery } from './query.js';
import { againByGet } from './redirect.js';
import { Visits } from './visits.js';

const PATH = 'oidc/auth';

/** The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2). */
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class AuthorizationController {
  constructor(
    private readonly visits: Visits,
    private readonly flow: AuthorizationFlow,
  ) {}

  @Get()
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.begin(request, readQuery(request));
    await this.flow.proceed(visit, request, reply);
  }

  /** Core §3.1.2.1 demands POST; a form of another site brings no SameSite=Lax cookies, hence the detour. */
  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    againByGet(reply, `/${PATH}`, readForm(request));
  }
}
