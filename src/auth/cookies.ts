import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';

/** Cookies that only this host sets and reads: HttpOnly, SameSite=Lax, for all paths; `__Host-` and Secure under https. */
@Injectable()
export class Cookies {
  constructor(private readonly settings: Settings) {}

  read({ headers }: FastifyRequest, name: string): string | undefined {
    return parseCookie(headers.cookie ?? '')[this.fullName(name)];
  }

  /** The names, without prefix, of the cookies that begin so; oldest first, as browsers send them (RFC 6265 §5.4). */
  namesOf({ headers }: FastifyRequest, beginning: string): string[] {
    const start = this.fullName(beginning);
    const names = Object.keys(parseCookie(headers.cookie ?? '')).filter((name) => name.startsWith(start));
    return names.map((name) => name.slice(start.length - beginning.length));
  }

  /** @param maxAge seconds; 0 removes it */
  write(reply: FastifyReply, name: string, value: string, maxAge: number): void {
    const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure: this.settings.isSecure, maxAge } as const;
    // Fastify adds a further set-cookie to those that are there.
    void reply.header('set-cookie', stringifySetCookie(this.fullName(name), value, attributes));
  }

  clear(reply: FastifyReply, name: string): void {
    this.write(reply, name, '', 0);
  }

  private fullName(name: string): string {
    return `${this.settings.isSecure ? '__Host-' : ''}evergrant_${name}`;
  }
}
