import { Body, Get, HttpCode, NotFoundException, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { InvalidFields } from '../../audit/problem.js';
import { CheckpointSigner } from '../../audit/sealing/checkpoint.signer.js';
import { LedgerVerifier } from '../../audit/sealing/ledger.verifier.js';
import { SealStore } from '../../audit/sealing/seal.store.js';
import { Clock } from '../../protocol/clock.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { CheckpointInput, CheckpointView, showVerification, VerificationView, VerifyQuery } from './seals.view.js';

@AdminController('audit', 'audit')
export class SealsController {
  constructor(
    private readonly verifier: LedgerVerifier,
    private readonly seals: SealStore,
    private readonly signer: CheckpointSigner,
    private readonly clock: Clock,
  ) {}

  @Get('verify')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'Compare the ledgers with their seals, stretch by stretch: follow `next`' })
  @ApiOkResponse({ type: VerificationView })
  async verify(@Query() { from, to, limit }: VerifyQuery): Promise<VerificationView> {
    if (to !== undefined && to < from) throw new InvalidFields([{ field: 'to', detail: 'must not lie before from' }]);
    return showVerification(await this.verifier.verify(from, to ?? 2 ** 31 - 1, limit));
  }

  @Post('verify')
  @HttpCode(200)
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'Compare the chain with a checkpoint that was exported before: finds a chain that was rewritten as a whole, or cut short' })
  @ApiOkResponse({ type: VerificationView })
  async compare(@Body() { checkpoint }: CheckpointInput): Promise<VerificationView> {
    const signed = await this.signer.read(checkpoint);
    if (!signed) throw new InvalidFields([{ field: 'checkpoint', detail: 'is not signed by a key of ENCRYPTION_KEYS' }]);
    return showVerification(await this.verifier.compare(signed));
  }

  @Get('checkpoint')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'The newest seal, signed, to be kept elsewhere' })
  @ApiOkResponse({ type: CheckpointView })
  async checkpoint(): Promise<CheckpointView> {
    const seal = await this.seals.findLast();
    if (!seal) throw new NotFoundException('nothing has been sealed yet');
    const hash = seal.hash.toString('hex');
    const checkpoint = await this.signer.sign({ number: seal.number, hash, at: this.clock.now() });
    return { seal: seal.number, hash, checkpoint, public_key: await this.signer.publicJwk() };
  }
}
