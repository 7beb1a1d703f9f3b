import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { TokenModule } from '../token/token.module.js';
import { CursorCodec } from './lists/cursor.codec.js';
import { Pages } from './lists/pages.js';
import { ApiDescription } from './openapi/api.description.js';
import { DocsPage } from './openapi/docs.page.js';
import { Administration } from './writes/administration.js';
import { IdempotentAnswerStore } from './writes/idempotent-answer.store.js';

/** Owns what our APIs have in common: who may call, how lists are paged, how writes are recorded and repeated, and how all of it is described. */
@Module({
  imports: [AuditModule, TokenModule],
  providers: [CursorCodec, Pages, Administration, IdempotentAnswerStore, ApiDescription, DocsPage],
  exports: [CursorCodec, Pages, Administration, IdempotentAnswerStore, ApiDescription, DocsPage],
})
export class ApiModule {}
