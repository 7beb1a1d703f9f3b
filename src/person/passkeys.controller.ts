import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Speech } from '../auth/pages/language.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import { PageWriter } from '../auth/pages/page.writer.js';
import { PasskeyStore } from '../auth/passkeys/passkey.store.js';
import { Passkeys } from '../auth/passkeys/passkeys.js';
import { readQuery } from '../auth/query.js';
import { UNSHARED } from '../auth/redirect.js';
import { deviceOf } from '../protocol/device.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { doneIn } from './done.js';
import { momentOf } from './moment.js';
import { Visitors } from './visitors.js';

const PATH = '/account/passkeys';

/** Where a person sees his passkeys, having logged in a moment ago. */
@ApiExcludeController()
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class PasskeysController {
  constructor(
    private readonly visitors: Visitors,
    private readonly passkeys: Passkeys,
    private readonly store: PasskeyStore,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = await this.visitors.receive(request, reply, PATH, { recently: true });
    if (!visitor) return;
    const { accountId, token, now } = visitor;
    const passkeys = await this.store.findAllOf(accountId);
    const content = { token, done: doneIn(readQuery(request)), isSecondFactor: await this.store.isSecondFactor(accountId) };
    const say = (speech: Speech) => ({
      ...content,
      title: speech.texts.account.passkeys.title,
      name: deviceOf(request.headers['user-agent'] ?? null, speech.texts.account.device) ?? '',
      passkeys: passkeys.map(({ passkeyId: id, name, createdAt, lastUsedAt }) => ({
        ...{ id, name, created: momentOf(createdAt, now, speech) },
        used: lastUsedAt && momentOf(lastUsedAt, now, speech),
      })),
    });
    this.pages.write(reply, 'person/pages/passkeys', say, { scripts: ['passkey'] });
  }

  /** What the page's script asks the authenticator for. */
  @Get('options')
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = await this.visitors.find(request, { recently: true });
    if (!visitor) throw new OAuthError('login_required', 'nobody has logged in here a moment ago', 'login_required');
    void reply.headers(UNSHARED).send(await this.passkeys.askForNew(visitor.session.sessionId, visitor.account));
  }
}
