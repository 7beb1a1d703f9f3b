import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page, PageRequest } from '../database/page.js';
import { readAll, readPage } from '../database/time.pages.js';
import type { Question } from '../database/time.walk.js';
import { containing, type Values } from '../database/values.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { AdminEvent } from './admin-event.entity.js';
import { RefreshUsage } from './refresh-usage.entity.js';
import type { Verdict } from './verdict.js';

/** Which rows of either ledger: those to which all that is given applies. */
export interface LedgerFilter {
  clientId?: string;
  /** CIDR. */
  network?: string;
  /** A part of it. */
  userAgent?: string;
  requestId?: string;
  from?: Date;
  to?: Date;
}

export interface UsageFilter extends LedgerFilter {
  accountId?: string;
  /** All the grants the account ever had, where they are known: by these its rows are found. */
  grantIds?: string[];
  grantId?: string;
  verdicts?: Verdict[];
}

export interface EventFilter extends LedgerFilter {
  actor?: string;
  action?: string;
  targetKind?: string;
  targetId?: string;
}

/** A row with its place in the order. */
export type Listed<Row> = Row & { key: string };

/** Seconds that the clocks of replicas may differ by: what a faster one has written is there too. */
const SKEW = 60;

/** A ledger as a list by time: any page of it takes bounded time, all of it bounded memory. */
abstract class LedgerListStore<Row extends { id: string }, Filter extends LedgerFilter> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly type: new () => Row,
  ) {}

  protected abstract conditionsOf(filter: Filter, values: Values): string[];

  /** Whether an index leads to the filter's rows, which may then be few enough to be read at once. */
  protected abstract hasIndex(filter: Filter): boolean;

  /** A page with fewer rows than wanted may have a next one all the same: rows that are few and far between are looked for a stretch at a time. */
  findPage(filter: Filter, isDescending: boolean, page: PageRequest): Promise<Page<Listed<Row>>> {
    const { from, to } = filter;
    return readPage<Listed<Row>>(this.dataSource, this.questionOf(filter), { from, to, isDescending, now: this.clock.now() }, page);
  }

  /** Batches of rows, some of them empty, the oldest first: each row that was there in the beginning once. */
  readAll(filter: Filter): AsyncGenerator<Listed<Row>[]> {
    const now = this.clock.now();
    const end = plusSeconds(now, SKEW);
    const to = filter.to && filter.to < end ? filter.to : end;
    return readAll<Listed<Row>>(this.dataSource, this.questionOf(filter), { from: filter.from, to, isDescending: false, now });
  }

  private questionOf(filter: Filter): Question {
    const { tableName: table, columns } = this.dataSource.getMetadata(this.type);
    const selected = columns.map(({ databaseName, propertyName }) => `${databaseName} AS "${propertyName}"`).join(', ');
    const select = () => `SELECT at::text AS key, ${selected} FROM ${table}`;
    const whole = this.hasIndex(filter) ? 'tried' : undefined;
    return { table, at: 'at', id: 'id', select, conditions: (values) => this.conditionsOf(filter, values), whole };
  }
}

/** Attempts to refresh. */
@Injectable()
export class UsageListStore extends LedgerListStore<RefreshUsage, UsageFilter> {
  constructor(dataSource: DataSource, clock: Clock) {
    super(dataSource, clock, RefreshUsage);
  }

  protected hasIndex({ grantId, grantIds, network }: UsageFilter): boolean {
    return grantId !== undefined || grantIds !== undefined || network !== undefined;
  }

  protected conditionsOf(filter: UsageFilter, values: Values): string[] {
    return [
      ...values.given(filter.grantId, (id) => `grant_id = ${id}::uuid`),
      ...values.given(filter.grantIds, (ids) => `grant_id = ANY(${ids}::uuid[])`),
      ...values.given(filter.accountId, (id) => `account_id = ${id}`),
      ...values.given(filter.clientId, (id) => `client_id = ${id}`),
      ...values.given(filter.verdicts, (verdicts) => `verdict = ANY(${verdicts}::text[])`),
      ...wireConditions(filter, values),
    ];
  }
}

/** Administrative acts. */
@Injectable()
export class EventListStore extends LedgerListStore<AdminEvent, EventFilter> {
  constructor(dataSource: DataSource, clock: Clock) {
    super(dataSource, clock, AdminEvent);
  }

  /** By its key it has the order, and by target and request. */
  protected hasIndex(): boolean {
    return true;
  }

  protected conditionsOf(filter: EventFilter, values: Values): string[] {
    return [
      ...values.given(filter.clientId, (id) => `actor_client_id = ${id}`),
      ...values.given(filter.actor, (actor) => `actor_sub = ${actor}`),
      ...values.given(filter.action, (action) => `action = ${action}`),
      ...values.given(filter.targetKind, (kind) => `target_kind = ${kind}`),
      ...values.given(filter.targetId, (id) => `target_id = ${id}`),
      ...wireConditions(filter, values),
    ];
  }
}

function wireConditions({ network, userAgent, requestId }: LedgerFilter, values: Values): string[] {
  return [
    ...values.given(network, (cidr) => `ip <<= ${cidr}::inet`),
    ...values.given(userAgent && containing(userAgent), (pattern) => `user_agent ILIKE ${pattern}`),
    ...values.given(requestId, (id) => `request_id = ${id}`),
  ];
}
