import { Body, ConflictException, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import type { AdminAction } from '../../audit/admin-action.js';
import { TokenListStore } from '../../token/listing/token-list.store.js';
import { MassRevocationStore, type Ordered } from '../../token/mass-revocation/mass-revocation.store.js';
import { MassRevocationWorker } from '../../token/mass-revocation/mass-revocation.worker.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { IdParam } from '../../api/access/id.param.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { requireKnown } from '../tokens/known.tokens.js';
import { showToken } from '../tokens/token.view.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { RevocationOrder, selectionOf } from './revocation.order.js';
import { PlanView, RevocationView, showRevocation } from './revocation.view.js';

@AdminController('revocations', 'revocations')
export class RevocationActsController {
  constructor(
    private readonly administration: Administration,
    private readonly revocations: MassRevocationStore,
    private readonly tokens: TokenListStore,
    private readonly worker: MassRevocationWorker,
  ) {}

  @Post()
  @RequireScope('tokens:revoke')
  @Writes(201)
  @ApiOperation({ summary: 'End many refresh tokens with their grants and access tokens, or only plan it' })
  @ApiCreatedResponse({ type: PlanView })
  async plan(@Body() order: RevocationOrder, @Acting() act: Act): Promise<PlanView> {
    const selection = selectionOf(order);
    await requireKnown(this.tokens, order.filter?.id, 'filter.id');
    const answer = await this.administration.administer(act, order, async (manager, now) => {
      const { revocation, sample } = await this.revocations.plan(manager, selection, orderedBy(act, order), now);
      const { revocationId: id, total, accounts, clients } = revocation;
      if (!order.dry_run) await this.revocations.start(manager, id, orderedBy(act, order), now);
      const view = showRevocation((await this.revocations.find(id, manager))!, now);
      const action = order.dry_run ? 'revocation.plan' : 'revocation.execute';
      return { action, target: { kind: 'revocation', id }, old: null, new: { state: view.state, filter: selection.asked, total, accounts, clients }, answer: { ...view, sample: await this.show(manager, sample) } };
    });
    this.worker.resume();
    return answer;
  }

  @Post(':id/execute')
  @RequireScope('tokens:revoke')
  @Writes(202)
  @ApiOperation({ summary: 'Execute a plan: end exactly the set that was shown. `gone` then tells how many were over by themselves since' })
  @ApiAcceptedResponse({ type: RevocationView })
  async execute(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<RevocationView> {
    const answer = await this.change(act, order, 'revocation.execute', id, (manager, now) => this.revocations.start(manager, id, orderedBy(act, order), now));
    this.worker.resume();
    return answer;
  }

  @Post(':id/cancel')
  @RequireScope('tokens:revoke')
  @Writes()
  @ApiOperation({ summary: 'Drop a plan, or go no further: what has been ended stays so' })
  @ApiOkResponse({ type: RevocationView })
  cancel(@Param() { id }: IdParam, @Body() order: Order, @Acting() act: Act): Promise<RevocationView> {
    return this.change(act, order, 'revocation.cancel', id, (manager, now) => this.revocations.cancel(manager, id, now));
  }

  /** @param attempt false when the state does not allow it */
  private change(act: Act, order: Order, action: AdminAction, id: string, attempt: (manager: EntityManager, now: Date) => Promise<boolean>): Promise<RevocationView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const before = await this.get(manager, id, now);
      if (!(await attempt(manager, now))) throw new ConflictException(`the revocation is ${(await this.get(manager, id, now)).state}`);
      const answer = await this.get(manager, id, now);
      return { action, target: { kind: 'revocation', id }, old: stateOf(before), new: stateOf(answer), answer };
    });
  }

  private async get(manager: EntityManager, id: string, now: Date): Promise<RevocationView> {
    const row = await this.revocations.find(id, manager);
    if (!row) throw new NotFoundException('there is no revocation with this id');
    return showRevocation(row, now);
  }

  private async show(manager: EntityManager, ids: string[]) {
    const views = [];
    for (const id of ids) views.push(showToken((await this.tokens.find(id, manager))!));
    return views;
  }
}

const orderedBy = ({ actor, caller }: Act, { reason, ticket }: Order): Ordered => ({ actor, caller, reason, ticket: ticket ?? null });

const stateOf = ({ state, filter, everything, total, done, gone }: RevocationView) => ({ state, filter: everything ? null : filter, total, done, gone });
