import { Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import { LedgerDeliverer, type DeliveryState } from '../../audit/delivery/ledger.deliverer.js';
import { SealStore } from '../../audit/sealing/seal.store.js';
import { Clock } from '../../protocol/clock.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';

const NO_TIME = { format: 'date-time', type: 'string', nullable: true } as const;

/** How far the ledger is delivered to one sink. */
export class DeliveryView {
  @ApiProperty({ enum: ['webhook', 'syslog'] })
  sink!: string;

  @ApiProperty({ description: 'Whether the settings name it.' })
  configured!: boolean;

  @ApiProperty({ type: 'integer', description: 'The cursor: the last seal that it has taken.' })
  seal!: number;

  @ApiProperty({ type: 'integer', description: 'Seals that it has yet to take.' })
  lag!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'For how many seconds the oldest of them has been waiting.' })
  lag_seconds!: number | null;

  @ApiProperty(NO_TIME)
  delivered_at!: Date | null;

  @ApiProperty({ type: 'integer', description: 'Attempts that failed since.' })
  failures!: number;

  @ApiProperty({ type: 'string', nullable: true })
  last_error!: string | null;

  @ApiProperty(NO_TIME)
  next_attempt_at!: Date | null;
}

/** Of both sinks. */
export class DeliveriesView {
  @ApiProperty({ type: [DeliveryView] })
  sinks!: DeliveryView[];
}

@AdminController('audit', 'audit')
export class DeliveryController {
  constructor(
    private readonly deliverer: LedgerDeliverer,
    private readonly seals: SealStore,
    private readonly clock: Clock,
  ) {}

  @Get('delivery')
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'How far the ledger is delivered to the webhook and to syslog' })
  @ApiOkResponse({ type: DeliveriesView })
  async show(): Promise<DeliveriesView> {
    const states = await this.deliverer.states();
    return { sinks: await Promise.all(states.map((state) => this.showOne(state))) };
  }

  private async showOne({ sink, isConfigured, seal, deliveredAt, failures, lastError, nextAttemptAt }: DeliveryState): Promise<DeliveryView> {
    const [last, waiting] = await Promise.all([this.seals.findLast(), this.seals.findAfter(seal)]);
    const seconds = waiting ? Math.max(0, Math.round((this.clock.now().getTime() - waiting.sealedAt.getTime()) / 1000)) : null;
    return {
      ...{ sink, configured: isConfigured, seal, lag: Math.max(0, (last?.number ?? 0) - seal), lag_seconds: seconds },
      ...{ delivered_at: deliveredAt, failures, last_error: lastError, next_attempt_at: nextAttemptAt },
    };
  }
}
