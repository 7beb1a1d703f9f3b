import { ApiProperty } from '@nestjs/swagger';
import { REFUSALS, SUCCESSES, type Verdict } from '../../audit/verdict.js';
import { SUSPICION_DAYS } from '../../token/listing/suspicion-list.store.js';
import { KeyView } from '../keys/key.view.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TIME = { ...TIME, nullable: true } as const;
const WHOLE = { type: 'integer' } as const;

/** How many families of refresh tokens live. */
export class LiveFamiliesView {
  @ApiProperty(WHOLE)
  count!: number;

  @ApiProperty({ description: 'Told from a sample of some 20,000 families, which is the case when there are more; within a few percent then.' })
  is_estimate!: boolean;

  @ApiProperty({ ...TIME, description: 'When it was counted.' })
  counted_at!: Date;
}

/** A client among those with the most. */
export class LiveClientView {
  @ApiProperty({ example: 'demo-app' })
  client!: string;

  @ApiProperty({ example: 'Demo application' })
  client_name!: string;

  @ApiProperty({ ...WHOLE, description: 'Counted, or estimated, as all of them are.' })
  live_families!: number;
}

/** A family that somebody should look at. */
class FamilyView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  client!: string;

  @ApiProperty()
  client_name!: string;

  @ApiProperty()
  account!: string;

  @ApiProperty({ type: 'string', nullable: true })
  username!: string | null;
}

/** A family that was frozen. */
export class FrozenFamilyView extends FamilyView {
  @ApiProperty(TIME)
  frozen_at!: Date;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why, in a word: what was suspected, or `admin`.' })
  reason!: string | null;
}

/** Those that somebody should decide upon. */
export class FrozenView {
  @ApiProperty({ ...WHOLE, description: 'Counted up to 1,000.' })
  count!: number;

  @ApiProperty({ description: 'There are more than were counted.' })
  has_more!: boolean;

  @ApiProperty({ type: [FrozenFamilyView], description: 'The latest five of those that were counted.' })
  latest!: FrozenFamilyView[];
}

/** A family that was used as if by two. */
export class SuspectedFamilyView extends FamilyView {
  @ApiProperty({ ...TIME, description: 'Last.' })
  suspected_at!: Date;

  @ApiProperty({ ...WHOLE, description: 'An order of urgency, up to 100; from 50 on a client’s `theft_action` is taken.' })
  score!: number;

  @ApiProperty({ type: [String], example: ['stranger_beside_usual'] })
  signals!: string[];

  @ApiProperty({ description: 'The signals in words, with times and networks.' })
  reason!: string;
}

/** Those that may be stolen and still live. One that has been acted upon since (frozen, unfrozen, rotated, revoked) has been looked at. */
export class SuspectedView {
  @ApiProperty({ ...WHOLE, description: `Families, of the last ${SUSPICION_DAYS} days.` })
  count!: number;

  @ApiProperty({ description: 'There are older ones that were not looked through.' })
  has_more!: boolean;

  @ApiProperty({ type: [SuspectedFamilyView], description: 'The latest five.' })
  latest!: SuspectedFamilyView[];
}

/** How often refreshes were judged so. */
export class VerdictTotalView {
  @ApiProperty({ enum: [...SUCCESSES, ...REFUSALS] })
  verdict!: Verdict;

  @ApiProperty(WHOLE)
  last_hour!: number;

  @ApiProperty(WHOLE)
  last_day!: number;
}

/** How the database stands. */
export class DatabaseView {
  @ApiProperty({ ...WHOLE, description: 'On disk.' })
  bytes!: number;

  @ApiProperty({ ...WHOLE, description: 'To the whole server, whoever has them.' })
  connections!: number;

  @ApiProperty(WHOLE)
  max_connections!: number;

  @ApiProperty({ ...NO_TIME, description: 'Since when the oldest transaction under way has been open; null for none that may be seen.' })
  oldest_transaction_at!: Date | null;

  @ApiProperty({ example: '18.1' })
  server_version!: string;

  @ApiProperty({ ...WHOLE, description: 'That this process knows; all are applied.' })
  migrations!: number;

  @ApiProperty({ type: 'string', nullable: true })
  last_migration!: string | null;
}

/** A task of housekeeping. */
export class UpkeepView {
  @ApiProperty({ example: 'SessionStore' })
  task!: string;

  @ApiProperty({ ...NO_TIME, description: 'Last, by any process.' })
  done_at!: Date | null;

  @ApiProperty({ ...NO_TIME, description: 'Likewise; after `done_at` it still fails.' })
  failed_at!: Date | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Of the last failure.' })
  error!: string | null;
}

const NEEDS = 'for `audit:read`; else null, and named in `withheld`';

/** How the house stands, some seconds old at most where nothing else is said. */
export class OverviewView {
  @ApiProperty(TIME)
  at!: Date;

  @ApiProperty({ type: LiveFamiliesView })
  live_families!: LiveFamiliesView;

  @ApiProperty({ type: [LiveClientView], description: 'The ten with the most.' })
  clients!: LiveClientView[];

  @ApiProperty({ type: FrozenView })
  frozen!: FrozenView;

  @ApiProperty({ type: SuspectedView })
  suspected!: SuspectedView;

  @ApiProperty({ type: [VerdictTotalView], description: 'Successes and refusals, the most frequent first; counted as in `/activity`.' })
  verdicts!: VerdictTotalView[];

  @ApiProperty({ type: [KeyView], nullable: true, description: `The signing keys in the JWKS; ${NEEDS}.` })
  keys!: KeyView[] | null;

  @ApiProperty({ type: DatabaseView, nullable: true, description: `Likewise ${NEEDS}.` })
  database!: DatabaseView | null;

  @ApiProperty({ type: [UpkeepView], nullable: true, description: `Likewise ${NEEDS}. Empty until ten minutes after the first start.` })
  housekeeping!: UpkeepView[] | null;

  @ApiProperty({ type: [String], description: 'The parts that are left out, because the access token lacks `audit:read`.', example: [] })
  withheld!: string[];
}
