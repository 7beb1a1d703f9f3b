import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Counted } from '../../audit/refresh-tally.store.js';
import type { Verdict } from '../../audit/verdict.js';

/** Seconds of one bucket, and how many there are. */
const SPANS = { hour: [60, 60], day: [900, 96], month: [21_600, 120] } as const;

type Span = keyof typeof SPANS;

export class ActivityQuery {
  @ApiProperty({ required: false, enum: Object.keys(SPANS), default: 'hour', description: 'The last hour by minutes, the last day by quarters of an hour, the last thirty days by quarters of a day.' })
  @IsIn(Object.keys(SPANS))
  span: Span = 'hour';
}

/** A piece of the time. */
export class BucketView {
  @ApiProperty({ format: 'date-time', type: 'string', description: 'Its beginning.' })
  at!: Date;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'By verdict; those that there were.', example: { reused: 12, expired: 1 } })
  counts!: Partial<Record<Verdict, number>>;
}

export class ActivityView {
  @ApiProperty({ enum: Object.keys(SPANS) })
  span!: Span;

  @ApiProperty({ type: 'integer' })
  bucket_seconds!: number;

  @ApiProperty({ type: [BucketView], description: 'All of them, in order, the last being under way.' })
  buckets!: BucketView[];
}

/** Which buckets: whole ones, the last with the present moment in it. */
export function frameOf(span: Span, now: Date): { from: Date; to: Date; seconds: number } {
  const [seconds, count] = SPANS[span];
  const end = (Math.floor(now.getTime() / seconds / 1000) + 1) * seconds * 1000;
  return { from: new Date(end - count * seconds * 1000), to: new Date(end), seconds };
}

export function showActivity(span: Span, { from, to, seconds }: ReturnType<typeof frameOf>, counted: readonly Counted[]): ActivityView {
  const buckets = new Map<number, BucketView>();
  for (let at = from.getTime(); at < to.getTime(); at += seconds * 1000) buckets.set(at, { at: new Date(at), counts: {} });
  for (const { at, verdict, count } of counted) buckets.get(at.getTime())!.counts[verdict] = count;
  return { span, bucket_seconds: seconds, buckets: [...buckets.values()] };
}
