import type { FastifyReply } from 'fastify';
import type { OAuthError } from '../../protocol/oauth.error.js';
import type { PageWriter } from './page.writer.js';

/** Tells a person of a refusal or a fault; asks the database nothing. */
export function writeErrorPage(pages: PageWriter, reply: FastifyReply, { code, description, status }: OAuthError, requestId: string): void {
  const isLater = status === 503;
  // 401 would have a browser ask for the application's credentials; this is for a person, who has none.
  pages.write(reply, 'error', ({ texts: { error } }) => ({ title: isLater ? error.later : error.title, isLater, code, description, requestId }), { status: status === 401 ? 400 : status });
}
