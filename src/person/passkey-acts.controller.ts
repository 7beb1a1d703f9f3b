import { Controller, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Deed } from '../audit/admin-event.store.js';
import { PageErrorFilter } from '../auth/pages/page-error.filter.js';
import { seeOther } from '../auth/redirect.js';
import type { Parameters } from '../protocol/parameters.js';
import { saying, type Done } from './done.js';
import { OwnActs } from './own-acts.js';
import { OwnPasskeys } from './own-passkeys.js';
import { Visitors, type Visitor } from './visitors.js';

const PATH = '/account/passkeys';

type Work = (manager: EntityManager) => Promise<Deed | null>;

/** The buttons of the page of passkeys. */
@ApiExcludeController()
@Controller(PATH)
@UseFilters(PageErrorFilter)
export class PasskeyActsController {
  constructor(
    private readonly visitors: Visitors,
    private readonly acts: OwnActs,
    private readonly passkeys: OwnPasskeys,
  ) {}

  @Post('add')
  add(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, 'add', ['passkeyAdded', 'passkeyRefused'], async (visitor, { credential, name }) => {
      const made = await this.passkeys.read(visitor, credential);
      return made && ((manager) => this.passkeys.add(manager, visitor, made, name));
    });
  }

  @Post('rename')
  rename(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, 'rename', ['passkeyRenamed', 'gone'], async ({ accountId }, { id, name }) => (manager) => this.passkeys.rename(manager, accountId, id, name));
  }

  @Post('remove')
  remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, 'remove', ['passkeyRemoved', 'gone'], async ({ accountId }, { id }) => (manager) => this.passkeys.remove(manager, accountId, id));
  }

  @Post('after-password')
  askAfterPassword(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.act(request, reply, 'after-password', ['passkeyAsked', 'gone'], async ({ accountId }, { wanted }) => (manager) =>
      this.passkeys.setSecondFactor(manager, accountId, wanted === 'yes'),
    );
  }

  /** @param says when it was done, and when there was nothing to do */
  private async act(
    request: FastifyRequest,
    reply: FastifyReply,
    purpose: string,
    [done, otherwise]: [Done, Done],
    prepare: (visitor: Visitor, form: Parameters) => Promise<Work | null>,
  ): Promise<void> {
    const received = await this.visitors.receiveForm(request, reply, PATH, ['passkeys', purpose], { recently: true });
    if (!received) return;
    const [visitor, form] = received;
    const work = await prepare(visitor, form);
    const isDone = work !== null && (await this.acts.carryOut(visitor, request, work));
    seeOther(reply, saying(PATH, isDone ? done : otherwise));
  }
}
