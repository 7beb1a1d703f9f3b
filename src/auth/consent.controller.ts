import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceOf } from '../protocol/device.js';
import { ResourceStore } from '../client/resource.store.js';
import { readForm } from '../protocol/parameters.js';
import type { WaitingDevice } from './authorization.js';
import { AuthorizationFlow, wantedOf } from './authorization.flow.js';
import { formatUserCode } from './device/user-code.js';
import { formToken, requireFormToken } from './form-token.js';
import { PageErrorFilter } from './pages/page-error.filter.js';
import type { Speech } from './pages/language.js';
import { PageWriter } from './pages/page.writer.js';
import { displayName } from './pages/person.js';
import { describeScopes } from './pages/scope-lines.js';
import { stayOf } from './pages/stay.js';
import { Visits, type PageVisit } from './visits.js';

/** The page where a person allows an application what it asks for, or does not (OpenID Connect Core §3.1.2.4). */
@Controller('interaction/:uid/consent')
@UseFilters(PageErrorFilter)
export class ConsentController {
  constructor(
    private readonly visits: Visits,
    private readonly flow: AuthorizationFlow,
    private readonly resources: ResourceStore,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    if ((await this.flow.judge(visit)) !== 'consent') return this.flow.proceed(visit, request, reply);
    await this.write(reply, visit);
  }

  @Post()
  async act(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    const form = readForm(request);
    requireFormToken(form, visit.secret, ...purposeOf(visit));
    if (form.decision === 'deny') return this.flow.refuse(visit, reply, 'access_denied');
    const isAllowed = form.decision === 'allow' && (await this.flow.judge(visit)) === 'consent';
    await this.flow.proceed(isAllowed ? await this.flow.allow(visit) : visit, request, reply);
  }

  private async write(reply: FastifyReply, visit: PageVisit): Promise<void> {
    const { client, resources, redirectUri: leadsTo, parameters, device } = visit.authorization;
    const wanted = wantedOf(visit);
    const scopes = describeScopes(wanted, resources, await this.resources.findAll());
    const person = displayName(visit.login!.account);
    const content = { scopes, resources, person, token: formToken(visit.secret, ...purposeOf(visit)) };
    const say = (speech: Speech) => ({
      ...{ ...content, title: speech.texts.consent.title, howLong: stayOf(client, wanted, speech) },
      device: device && describeDevice(device, speech),
    });
    this.pages.write(reply, 'consent', say, { client, leadsTo, uiLocales: parameters.ui_locales });
  }
}

/** What the person recognises it by. */
function describeDevice({ code, ip, userAgent, issuedAt, seenAt }: WaitingDevice, { texts, ago }: Speech) {
  const device = deviceOf(userAgent, texts.account.device) ?? texts.device.unknown;
  return { code: code && formatUserCode(code), device, ip, ago: ago(issuedAt, seenAt) };
}

/** The token holds the session: nobody allows in another's name what he was shown in his own. */
function purposeOf({ interaction, login }: PageVisit): string[] {
  return [interaction.uid, 'consent', login?.session.sessionId ?? ''];
}
