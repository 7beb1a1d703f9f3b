import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Fault, Verification } from '../../audit/sealing/findings.js';

const KINDS = ['altered', 'missing', 'inserted', 'seal_missing', 'seal_altered', 'checkpoint_differs'] as const;
const NO_TEXT = { type: 'string', nullable: true } as const;
const NO_NUMBER = { type: 'integer', nullable: true } as const;

/** Which part of the chain is to be verified. */
export class VerifyQuery {
  @ApiProperty({ required: false, default: 1, minimum: 1, type: 'integer', description: 'The first seal.' })
  @IsOptional() @Type(() => Number) @IsInt({ message: 'must be a whole number' }) @Min(1)
  from: number = 1;

  @ApiProperty({ required: false, minimum: 1, type: 'integer', description: 'The last seal; the newest, when absent.' })
  @IsOptional() @Type(() => Number) @IsInt({ message: 'must be a whole number' }) @Min(1)
  to?: number;

  @ApiProperty({ required: false, default: 100, minimum: 1, maximum: 200, type: 'integer', description: 'Seals at most, of up to 500 rows each.' })
  @IsOptional() @Type(() => Number) @IsInt({ message: 'must be a whole number' }) @Min(1) @Max(200)
  limit: number = 100;
}

/** A checkpoint that was exported. */
export class CheckpointInput {
  @ApiProperty({ description: '`checkpoint` as `GET /audit/checkpoint` answered it.' })
  @MaxLength(2000)
  @IsString({ message: 'is required' })
  checkpoint!: string;
}

export class CheckpointView {
  @ApiProperty({ type: 'integer' })
  seal!: number;

  @ApiProperty({ description: 'Of the seal, which all before it go into.' })
  hash!: string;

  @ApiProperty({ description: 'A JWS (EdDSA, `typ` `ledger-checkpoint+jwt`) over both: keep it where the database’s administrators cannot write.' })
  checkpoint!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The JWK that it can be checked with.' })
  public_key!: object;
}

/** Something that is not as it was sealed. */
export class FaultView {
  @ApiProperty({ enum: KINDS })
  kind!: (typeof KINDS)[number];

  @ApiProperty({ ...NO_NUMBER, description: 'Null for a row that is in none.' })
  seal!: number | null;

  @ApiProperty({ ...NO_TEXT, enum: ['refresh_usage', 'admin_event', null] })
  ledger!: string | null;

  @ApiProperty({ ...NO_TEXT, description: 'Of the row.' })
  id!: string | null;

  @ApiProperty({ ...NO_TEXT, description: '`at` of the row, as the database has it.' })
  at!: string | null;

  @ApiProperty(NO_TEXT)
  detail!: string | null;
}

/** What was found of a stretch of the chain. */
export class VerificationView {
  @ApiProperty({ description: 'Whether there are no faults.' })
  intact!: boolean;

  @ApiProperty({ type: 'integer' })
  from!: number;

  @ApiProperty({ type: 'integer', description: 'Seals that were read.' })
  seals!: number;

  @ApiProperty({ type: 'integer', description: 'Rows that were compared.' })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'Of these, rows from before there were seals: as they were found then.' })
  found!: number;

  @ApiProperty({ type: 'integer', description: 'Of these, rows that personal fields were erased from.' })
  erased!: number;

  @ApiProperty({ type: 'integer', description: 'Rows whose month is past `LEDGER_RETENTION_DAYS` and gone.' })
  dropped!: number;

  @ApiProperty({ type: 'integer', description: 'Rows that wait for their seal; counted at the end of the chain.' })
  unsealed!: number;

  @ApiProperty({ ...NO_NUMBER, description: 'The newest seal among these that a valid checkpoint is for.' })
  vouched_to!: number | null;

  @ApiProperty({ type: 'integer', description: 'Checkpoints whose keys are no longer in `ENCRYPTION_KEYS`.' })
  unreadable_checkpoints!: number;

  @ApiProperty({ type: 'integer', description: 'The newest seal of all.' })
  last!: number;

  @ApiProperty({ type: [FaultView], description: 'The first twenty, in the order of the chain.' })
  faults!: FaultView[];

  @ApiProperty({ type: 'integer' })
  fault_count!: number;

  @ApiProperty({ ...NO_NUMBER, description: '`from` of the next stretch; null at the end.' })
  next!: number | null;
}

export function showVerification({ faults, faultCount, vouchedTo, unreadable, ...verification }: Verification): VerificationView {
  const { next, ...counts } = verification;
  return {
    ...{ intact: faultCount === 0, ...counts, vouched_to: vouchedTo, unreadable_checkpoints: unreadable },
    ...{ faults: faults.map(showFault), fault_count: faultCount, next },
  };
}

function showFault({ kind, seal, ledger, id, at, detail }: Fault): FaultView {
  return { kind, seal, ledger: ledger ?? null, id: id ?? null, at: at ?? null, detail: detail ?? null };
}
