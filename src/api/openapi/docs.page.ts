import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';
import { outline } from './outline.js';

/** The API's description as a page: plain HTML, one style sheet by its hash, no script, nothing from elsewhere. */
@Injectable()
export class DocsPage {
  private readonly eta = new Eta({ views: import.meta.dirname, cache: true, autoEscape: true });
  private readonly css = readFileSync(join(import.meta.dirname, 'docs.css'), 'utf8').trim();

  write(reply: FastifyReply, document: OpenAPIObject): void {
    const html = this.eta.render('./docs', { ...outline(document), css: this.css });
    const styleHash = createHash('sha256').update(this.css).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'cache-control': 'public, max-age=300', 'referrer-policy': 'no-referrer' };
    void reply.headers(headers).send(html);
  }
}
