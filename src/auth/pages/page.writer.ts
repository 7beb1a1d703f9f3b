import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';
import type { Client } from '../../client/client.entity.js';
import { UNSHARED } from '../redirect.js';
import { describeApplication } from './application.js';
import { contentSecurityPolicy } from './content-security-policy.js';

/** A template beside this file. */
export type PageName = 'login' | 'consent' | 'logout' | 'logged-out' | 'error';

/** What the page's template shows. */
export interface PageContent {
  title: string;
  [name: string]: unknown;
}

/** What a page needs beside its content. */
export interface PageOptions {
  /** 200 when absent. */
  status?: number;
  /** The application that the page is about. */
  client?: Client | null;
  /** The application's URI that a form on the page may end at. */
  leadsTo?: string | null;
}

/** Writes the pages that people see: plain HTML without script, everything shown escaped. */
@Injectable()
export class PageWriter {
  private readonly eta = new Eta({ views: import.meta.dirname, cache: true, autoEscape: true });
  private readonly css = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8').trim();

  write(reply: FastifyReply, page: PageName, content: PageContent, { status = 200, client, leadsTo }: PageOptions = {}): void {
    const application = client ? describeApplication(client) : null;
    const html = this.eta.render(`./${page}`, { ...content, application, css: this.css });
    const headers = {
      ...UNSHARED,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(this.css, leadsTo ?? undefined),
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    };
    void reply.headers(headers).status(status).send(html);
  }
}
