import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../protocol/parameters.js';
import { BrowserSessions } from './browser-sessions.js';
import { FORM_TOKEN, formToken, requireFormToken } from './form-token.js';
import { LogoutReader, type Logout } from './logout.reader.js';
import { PageErrorFilter } from './pages/page-error.filter.js';
import { PageWriter } from './pages/page.writer.js';
import { displayName } from './pages/person.js';
import { readQuery } from './query.js';
import { againByGet, seeOther, withParameters } from './redirect.js';

const PATH = 'oidc/session/end';

/** The logout endpoint (RP-Initiated Logout 1.0 §2): the person is asked first, for anybody can send a browser here. */
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class LogoutController {
  constructor(
    private readonly reader: LogoutReader,
    private readonly sessions: BrowserSessions,
    private readonly pages: PageWriter,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const logout = await this.reader.read(readQuery(request));
    const login = await this.sessions.find(request);
    if (!login) return this.finish(reply, logout);
    const fields = { ...logout.parameters, [FORM_TOKEN]: formToken(this.sessions.secretOf(request), 'logout') };
    const content = { person: displayName(login.account), fields };
    const options = { client: logout.client, leadsTo: logout.location?.uri, uiLocales: logout.parameters.ui_locales };
    this.pages.write(reply, 'logout', ({ texts }) => ({ ...content, title: texts.logout.title }), options);
  }

  /** The person's answer; without it, a request from an application, which brings no cookies unless it comes by GET. */
  @Post()
  async act(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(request);
    if (form[FORM_TOKEN] === undefined) return againByGet(reply, `/${PATH}`, form);
    const logout = await this.reader.read(form);
    const login = await this.sessions.find(request);
    if (login) {
      requireFormToken(form, this.sessions.secretOf(request), 'logout');
      await this.sessions.end(request, reply, login);
    }
    if (logout.location) return this.finish(reply, logout);
    seeOther(reply, withParameters(`/${PATH}`, { client_id: logout.client?.clientId }));
  }

  /** §3: back to the application, or to a page that says so. */
  private finish(reply: FastifyReply, { location, client }: Logout): void {
    if (location) return seeOther(reply, withParameters(location.uri, { state: location.state }));
    this.pages.write(reply, 'logged-out', ({ texts }) => ({ title: texts.loggedOut.title }), { client });
  }
}
