import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../audit/caller.js';
import { readForm, type Parameters } from '../protocol/parameters.js';
import { AuthorizationFlow } from './authorization.flow.js';
import type { Obstacle, Step } from './authorization.policy.js';
import { formToken, requireFormToken } from './form-token.js';
import { PageErrorFilter } from './pages/page-error.filter.js';
import type { Speech } from './pages/language.js';
import { PageWriter } from './pages/page.writer.js';
import { displayName } from './pages/person.js';
import { PasswordLogin } from './password-login.js';
import { seeOther } from './redirect.js';
import { Visits, type PageVisit } from './visits.js';

/** Why the page is shown again. */
interface Fault {
  status: number;
  message: (speech: Speech) => string;
  username: string;
}

/** The page where a person says who he is. */
@Controller('interaction/:uid/login')
@UseFilters(PageErrorFilter)
export class LoginController {
  constructor(
    private readonly visits: Visits,
    private readonly flow: AuthorizationFlow,
    private readonly passwords: PasswordLogin,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    const step = await this.flow.judge(visit);
    if (!isHere(step)) return this.flow.proceed(visit, request, reply);
    this.write(reply, visit, step === 'select_account');
  }

  @Post()
  async act(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    const form = readForm(request);
    if (form.choice === 'continue') return this.goOn(visit, form, request, reply);
    requireFormToken(form, visit.secret, uid, 'login');
    const { username = '', password = '' } = form;
    if (!username || !password) return this.writeAgain(reply, visit, { status: 401, message: ({ texts }) => texts.login.incomplete, username });
    const { proof, waitSeconds, asksPasskey } = await this.passwords.attempt(username, password, callerOf(request));
    if (waitSeconds > 0) return this.slowDown(reply, visit, username, waitSeconds);
    if (!proof) return this.writeAgain(reply, visit, { status: 401, message: ({ texts }) => texts.login.wrong, username });
    if (asksPasskey) return seeOther(reply, await this.visits.notePassword(visit, proof));
    await this.flow.proceed(await this.visits.logIn(visit, proof, request, reply), request, reply);
  }

  /** As the person who is logged in already, where that is enough. The token holds the session: it may have changed since. */
  private async goOn(visit: PageVisit, form: Parameters, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    requireFormToken(form, visit.secret, visit.interaction.uid, 'continue', visit.login?.session.sessionId ?? '');
    const isChoosing = (await this.flow.judge(visit)) === 'select_account';
    await this.flow.proceed(isChoosing ? await this.visits.choose(visit) : visit, request, reply);
  }

  private slowDown(reply: FastifyReply, visit: PageVisit, username: string, waitSeconds: number): Promise<void> {
    void reply.header('retry-after', waitSeconds);
    const message = ({ texts, duration }: Speech) => texts.login.tooMany.replace('{wait}', duration(waitSeconds));
    return this.writeAgain(reply, visit, { status: 429, message, username });
  }

  private async writeAgain(reply: FastifyReply, visit: PageVisit, fault: Fault): Promise<void> {
    this.write(reply, visit, (await this.flow.judge(visit)) === 'select_account', fault);
  }

  private write(reply: FastifyReply, visit: PageVisit, offersChoice: boolean, fault?: Fault): void {
    const { authorization, login, interaction, secret } = visit;
    const { uid } = interaction;
    const choice = offersChoice && login ? { name: displayName(login.account), token: formToken(secret, uid, 'continue', login.session.sessionId) } : null;
    const known = authorization.loginHint ?? (offersChoice ? '' : login?.account.username) ?? '';
    const tokens = { token: formToken(secret, uid, 'login'), passkeyToken: formToken(secret, uid, 'passkey') };
    const content = { choice, ...tokens, username: fault?.username ?? known };
    const { client, redirectUri: leadsTo, parameters } = authorization;
    const options = { status: fault?.status, client, leadsTo, uiLocales: parameters.ui_locales, scripts: ['page', 'passkey'] as const };
    this.pages.write(reply, 'login', (speech) => ({ ...content, title: speech.texts.login.title, message: fault?.message(speech) }), options);
  }
}

function isHere(step: Step | Obstacle): boolean {
  return step === 'login' || step === 'select_account';
}
