import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';
import type { Client } from '../../client/client.entity.js';
import { Settings } from '../../config/settings.js';
import { UNSHARED } from '../redirect.js';
import { accentOf } from './accent.js';
import { describeApplication } from './application.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { speak, type Speech } from './language.js';

/** A template beside this file, or one of another room by its path within `src`. */
export type PageName = 'login' | 'passkey' | 'consent' | 'device' | 'device-done' | 'logout' | 'logged-out' | 'error' | `${string}/${string}`;

/** `page` shows passwords; `passkey` asks authenticators, and us. All else works without. */
type ScriptName = 'page' | 'passkey';

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
  /** In which languages the application wants it (OpenID Connect Core §3.1.2.1), before those of the browser. */
  uiLocales?: string;
  /** Scripts that help on the page. */
  scripts?: readonly ScriptName[];
}

/** Writes the pages that people see: HTML in their language and in the application's colour, everything shown escaped. */
@Injectable()
export class PageWriter {
  private readonly eta = new Eta({ views: join(import.meta.dirname, '../..'), cache: true, autoEscape: true });
  private readonly css = read('style.css');
  private readonly scripts = { page: read('page.script.js'), passkey: read('passkey.script.js') };

  constructor(private readonly settings: Settings) {}

  write(reply: FastifyReply, page: PageName, say: (speech: Speech) => PageContent, { status = 200, client, leadsTo, uiLocales, scripts = [] }: PageOptions = {}): void {
    const speech = speak(uiLocales, reply.request.headers['accept-language']);
    const application = client ? describeApplication(client, speech.texts) : null;
    const css = this.css + accentRule(client?.accentColor ?? this.settings.brandColor);
    const script = scripts.map((name) => this.scripts[name]).join('\n') || undefined;
    const brand = { name: this.settings.brandName, logo: this.settings.brandLogo };
    const html = this.eta.render(page.includes('/') ? `/${page}` : `/auth/pages/${page}`, { ...say(speech), ...speech, application, brand, css, script, fill: this.fill });
    const headers = {
      ...UNSHARED,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy({ css, script, asks: scripts.includes('passkey'), leadsTo }),
      'content-language': speech.language,
      vary: 'Accept-Language',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    };
    void reply.headers(headers).status(status).send(html);
  }

  /** A text with its `{names}` filled in and emphasised, all of it escaped. */
  private readonly fill = (text: string, values: Record<string, string>): string => {
    const escape = this.eta.config.escapeFunction;
    return escape(text).replace(/\{(\w+)\}/g, (_, name: string) => `<strong>${escape(values[name])}</strong>`);
  };
}

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8').trim();
}

/** The colour of links and buttons; without one, that of the style sheet. */
function accentRule(colour: string | null | undefined): string {
  if (!colour) return '';
  const { light, dark } = accentOf(colour);
  const rule = (accent: string) => `:root{--accent:${accent};--accent-strong:color-mix(in srgb,${accent},var(--text) 25%)}`;
  return `\n${rule(light)}@media (prefers-color-scheme:dark){${rule(dark)}}`;
}
