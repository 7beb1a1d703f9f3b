import { Body, ConflictException, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import { KeyRotation, type KeyRefusal } from '../../keys/key.rotation.js';
import type { SigningKey } from '../../keys/signing-key.entity.js';
import { signerOf } from '../../keys/signing-key.policy.js';
import { SigningKeyStore } from '../../keys/signing-key.store.js';
import { Clock } from '../../protocol/clock.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { ApiPage, type Listing } from '../../api/lists/pages.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { KeyView, KidParam, RetireOrder, RotateOrder, showKey } from './key.view.js';

const CONFLICTS: Record<Exclude<KeyRefusal, 'unknown'>, string> = {
  pending: 'a successor is published already; have it sign at once with now, or retire it',
  only: 'nothing else would sign by its algorithm: rotate it, or have a successor made',
  over: 'the key signs no more',
};

@AdminController('keys', 'keys')
export class KeysController {
  constructor(
    private readonly keys: SigningKeyStore,
    private readonly rotation: KeyRotation,
    private readonly administration: Administration,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequireScope('audit:read', 'keys:write')
  @ApiOperation({ summary: 'All signing keys that ever were, the newest first, on one page' })
  @ApiPage(KeyView)
  async findAll(): Promise<Listing<KeyView>> {
    const items = (await this.keys.findAll()).map((key) => showKey(key, this.clock.now()));
    return { items, next: null };
  }

  @Post('rotate')
  @RequireScope('keys:write')
  @Writes()
  @ApiOperation({ summary: 'Publish a key that takes over when every replica and every kept JWKS knows it, or at once' })
  @ApiOkResponse({ type: KeyView })
  rotate(@Body() order: RotateOrder, @Acting() act: Act): Promise<KeyView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const before = await this.keys.findAll(manager);
      const outcome = await this.rotation.rotate(manager, order.alg, now, order.now === true);
      if (typeof outcome === 'string') throw refusalOf(outcome);
      const answer = await this.show(manager, outcome.kid, now);
      const old = signerOf(before.filter(({ alg }) => alg === order.alg), now);
      return { action: 'key.rotate', target: { kind: 'key', id: outcome.kid }, old: old ? showKey(old, now) : null, new: answer, answer };
    });
  }

  @Post(':kid/retire')
  @RequireScope('keys:write')
  @Writes()
  @ApiOperation({ summary: 'Have it sign no more; it stays in the JWKS for the tokens that are out, unless it is compromised' })
  @ApiOkResponse({ type: KeyView })
  retire(@Param() { kid }: KidParam, @Body() order: RetireOrder, @Acting() act: Act): Promise<KeyView> {
    return this.administration.administer(act, order, async (manager, now) => {
      const before = await this.keys.find(kid, manager);
      const how = { isCompromised: order.compromised === true, withSuccessor: order.successor === true };
      const refusal = await this.rotation.retire(manager, kid, now, how);
      if (refusal) throw refusalOf(refusal);
      const answer = await this.show(manager, kid, now);
      return { action: 'key.retire', target: { kind: 'key', id: kid }, old: showKey(before!, now), new: answer, answer };
    });
  }

  private async show(manager: EntityManager, kid: string, now: Date): Promise<KeyView> {
    return showKey((await this.keys.find(kid, manager)) as SigningKey, now);
  }
}

function refusalOf(refusal: KeyRefusal): Error {
  return refusal === 'unknown' ? new NotFoundException('there is no key with this kid') : new ConflictException(CONFLICTS[refusal]);
}
