import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageErrorFilter } from '../pages/page-error.filter.js';
import { UNSHARED } from '../redirect.js';
import { Visits } from '../visits.js';
import { Passkeys } from './passkeys.js';

/** What the pages' script asks authenticators for: a challenge made when it is used, since a page may stand open for an hour. */
@Controller('interaction/:uid/passkey/options')
@UseFilters(PageErrorFilter)
export class PasskeyOptionsController {
  constructor(
    private readonly visits: Visits,
    private readonly passkeys: Passkeys,
  ) {}

  /** @param after `password`, to be asked for a passkey of whoever has given it */
  @Get()
  async ask(@Param('uid') uid: string, @Query('after') after: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.resume(request, uid);
    const isAfterPassword = after === 'password' && this.visits.awaitsPasskey(visit);
    const options = await this.passkeys.askFor(uid, isAfterPassword ? visit.interaction.passwordAccountId : null);
    void reply.headers(UNSHARED).send(options);
  }
}
