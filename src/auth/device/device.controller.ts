import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../protocol/parameters.js';
import { randomSecret } from '../../protocol/secret.js';
import { AuthorizationFlow } from '../authorization.flow.js';
import { Cookies } from '../cookies.js';
import { formToken, requireFormToken } from '../form-token.js';
import { INTERACTION_TTL } from '../interaction.store.js';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { PageWriter } from '../pages/page.writer.js';
import { readQuery } from '../query.js';
import { DeviceEntry, type EntryFault } from './device-entry.js';
import { formatUserCode, readUserCode } from './user-code.js';

/** Of the browser, which nobody need be logged in with: proves that the form is our page's. */
const COOKIE = 'device';

/** What the form shows: a code that was typed or came with the address, and what is wrong with it. */
interface Shown {
  typed?: string;
  fault?: EntryFault;
  waitSeconds?: number;
}

/** The verification URI (RFC 8628 §3.3): where a person enters the code of a device, and where its answer ends. */
@Controller('device')
@UseFilters(PageErrorFilter)
export class DeviceController {
  constructor(
    private readonly cookies: Cookies,
    private readonly entry: DeviceEntry,
    private readonly flow: AuthorizationFlow,
    private readonly pages: PageWriter,
  ) {}

  /** §3.3.1 and §5.4: a code in the address is filled in, and sent by the person alone. */
  @Get()
  show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { user_code: typed, done, error } = readQuery(request);
    if (done === 'allowed') return this.writeDone(reply, 'allowed');
    if (error === 'access_denied') return this.writeDone(reply, 'denied');
    const code = readUserCode(typed);
    this.write(request, reply, { ...(code && { typed: code }), ...(error && { fault: error === 'expired_token' ? 'expired' : 'used' }) });
  }

  @Post()
  async act(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(request);
    requireFormToken(form, this.secretOf(request) ?? randomSecret(), COOKIE);
    const { user_code: typed } = form;
    const code = readUserCode(typed);
    const entered = code ? await this.entry.enter(request, code) : { fault: 'incomplete' as const };
    if ('visit' in entered) return this.flow.proceed(entered.visit, request, reply);
    this.write(request, reply, { typed, ...entered });
  }

  private write(request: FastifyRequest, reply: FastifyReply, { typed, fault, waitSeconds = 0 }: Shown): void {
    const secret = this.secretOf(request) ?? randomSecret();
    this.cookies.write(reply, COOKIE, secret.toString('base64url'), INTERACTION_TTL);
    if (waitSeconds > 0) void reply.header('retry-after', waitSeconds);
    const code = readUserCode(typed);
    const content = { token: formToken(secret, COOKIE), value: code ? formatUserCode(code) : (typed ?? ''), isFilledIn: code !== null && !fault };
    this.pages.write(
      reply,
      'device',
      ({ texts, duration }) => ({ ...content, title: texts.device.title, message: fault && texts.device[fault].replace('{wait}', duration(waitSeconds)) }),
      { status: fault ? (fault === 'tooMany' ? 429 : 400) : 200 },
    );
  }

  private writeDone(reply: FastifyReply, answer: 'allowed' | 'denied'): void {
    this.pages.write(reply, 'device-done', ({ texts }) => ({ title: texts.device[answer].title, answer }));
  }

  private secretOf(request: FastifyRequest): Buffer | null {
    const secret = Buffer.from(this.cookies.read(request, COOKIE) ?? '', 'base64url');
    return secret.length === randomSecret().length ? secret : null;
  }
}
