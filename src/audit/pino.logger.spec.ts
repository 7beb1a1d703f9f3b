import { QueryFailedError } from 'typeorm';
import { beforeEach, expect, test } from 'vitest';
import { PinoLogger } from './pino.logger.js';

const lines: string[] = [];
const logger = new PinoLogger('info', { write: (line) => void lines.push(line) });
const line = () => JSON.parse(lines.at(-1)!);
beforeEach(() => void lines.splice(0));

test('a text is the message, with its context', () => {
  logger.warn('careful', 'Keys');
  expect(line()).toMatchObject({ level: 'warn', context: 'Keys', msg: 'careful', time: expect.stringMatching(/^\d{4}-.*Z$/) });
});

test('an object is logged as it is', () => {
  logger.log({ msg: 'refresh', verdict: 'reused' }, 'Ledger');
  expect(line()).toMatchObject({ context: 'Ledger', msg: 'refresh', verdict: 'reused' });
});

test('what is below the level is not written, and neither is Nest’s chatter', () => {
  logger.debug('details', 'Keys');
  logger.log('Mapped {/oidc/token, POST} route', 'RouterExplorer');
  expect(lines).toEqual([]);
});

test('a failed statement is told without what people typed', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (username)=(alice) already exists.' });
  logger.error({ msg: 'refused', err: new QueryFailedError('INSERT', ['hunter2'], cause) }, 'Errors');
  expect(line().err).toMatchObject({ type: 'QueryFailedError', code: '23505' });
  expect(lines.join()).not.toMatch(/hunter2|alice/);
});
