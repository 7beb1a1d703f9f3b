import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../../audit/caller.js';
import { readForm } from '../../protocol/parameters.js';
import { AuthorizationFlow } from '../authorization.flow.js';
import { formToken, requireFormToken } from '../form-token.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import type { Speech } from '../pages/language.js';
import { PageWriter } from '../pages/page.writer.js';
import { Visits, type PageVisit } from '../visits.js';
import { PasskeyLogin } from './passkey-login.js';

/** Why the page is shown again. */
interface Fault {
  status: number;
  message: (speech: Speech) => string;
}

/** Where a person shows a passkey: after the password, or again when the one shown at the login page was not taken. */
@Controller('interaction/:uid/passkey')
@UseFilters(PageErrorFilter)
export class PasskeyPageController {
  constructor(
    private readonly visits: Visits,
    private readonly flow: AuthorizationFlow,
    private readonly logins: PasskeyLogin,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    if (!this.visits.awaitsPasskey(visit)) return this.flow.proceed(visit, request, reply);
    this.write(reply, visit);
  }

  @Post()
  async act(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    const form = readForm(request);
    requireFormToken(form, visit.secret, uid, 'passkey');
    const { proof, waitSeconds } = await this.logins.attempt(visit.interaction, form.credential, callerOf(request));
    if (proof) return this.flow.proceed(await this.visits.logIn(visit, proof, request, reply), request, reply);
    if (waitSeconds > 0) void reply.header('retry-after', waitSeconds);
    const slow = ({ texts, duration }: Speech) => texts.passkey.tooMany.replace('{wait}', duration(waitSeconds));
    this.write(reply, visit, waitSeconds > 0 ? { status: 429, message: slow } : { status: 401, message: ({ texts }) => texts.passkey.wrong });
  }

  private write(reply: FastifyReply, visit: PageVisit, fault?: Fault): void {
    const { authorization, interaction, secret } = visit;
    const { client, redirectUri: leadsTo, parameters } = authorization;
    const content = { token: formToken(secret, interaction.uid, 'passkey'), isAfterPassword: this.visits.awaitsPasskey(visit) };
    const options = { status: fault?.status, client, leadsTo, uiLocales: parameters.ui_locales, scripts: ['passkey'] as const };
    this.pages.write(reply, 'passkey', (speech) => ({ ...content, title: speech.texts.passkey.title, message: fault?.message(speech) }), options);
  }
}
