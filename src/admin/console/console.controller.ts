import { randomBytes } from 'node:crypto';
import { Controller, Get, NotFoundException, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ConsoleFiles } from './console.files.js';

/** The console's one page. What it shows and does, it asks the admin API for. */
@ApiExcludeController()
@Controller('console')
export class ConsoleController {
  constructor(private readonly files: ConsoleFiles) {}

  @Get()
  show(@Res() reply: FastifyReply): void {
    if (this.files.page === null) throw new NotFoundException('the console was not built: npm run build');
    const nonce = randomBytes(16).toString('base64');
    void reply
      .headers({ 'cache-control': 'no-store', 'content-security-policy': contentSecurityPolicy(nonce) })
      .type('text/html; charset=utf-8')
      .send(this.files.page.replaceAll('%NONCE%', nonce));
  }
}

/** Our own scripts; styles by nonce too, because the components' are written while they run. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
