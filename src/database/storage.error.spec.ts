import { QueryFailedError } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { isContention, isPassing, isStorageTrouble } from './storage.error.js';

const failed = (code: string) => new QueryFailedError('SELECT 1', [], Object.assign(new Error('no'), { code }));

describe('what went wrong with the database', () => {
  test.each([
    ['the connection broke', failed('08006'), true],
    ['too many connections', failed('53300'), true],
    ['the disk is full', failed('53100'), true],
    ['an administrator shut it down', failed('57P01'), true],
    ['the statement took too long', failed('57014'), true],
    ['an input/output error', failed('58030'), true],
    ['a lock was not to be had', failed('55P03'), true],
    ['idle in a transaction for too long', failed('25P03'), true],
    ['two transactions deadlocked', failed('40P01'), true],
    ['serialization failed', failed('40001'), true],
    ['nobody listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
    ['the socket was reset', Object.assign(new Error('read'), { code: 'ECONNRESET' }), true],
    ['pg says the connection ended', new Error('Connection terminated unexpectedly'), true],
    ['pg found no connection in time', new Error('timeout exceeded when trying to connect'), true],
    ['pg waited too long for the handshake', new Error('Connection terminated due to connection timeout'), true],
    ['pg uses a client that has failed', new Error('Client has encountered a connection error and is not queryable'), true],
    ['the pool has been closed', new Error('Cannot use a pool after calling end on the pool'), true],
    ['a row is there already', failed('23505'), false],
    ['a syntax error', failed('42601'), false],
    ['a NUL in a text', failed('22021'), false],
    ['a bug of ours', new TypeError('x is undefined'), false],
    ['nothing at all', undefined, false],
    ['null', null, false],
  ])('%s', (_, error, expected) => {
    expect(isStorageTrouble(error)).toBe(expected);
  });

  test('only what lost to a neighbour is worth running again', () => {
    expect(['40001', '40P01', '57014', '23505'].map((code) => isContention(failed(code)))).toEqual([true, true, false, false]);
  });

  test.each([
    ['it lost to a neighbour', failed('40001'), true],
    ['an administrator ended the connection', failed('57P01'), true],
    ['the socket was reset', Object.assign(new Error('read'), { code: 'ECONNRESET' }), true],
    ['pg says the connection ended', new QueryFailedError('SELECT 1', [], new Error('Connection terminated unexpectedly')), true],
    ['pg uses a client that has failed', new Error('Client has encountered a connection error and is not queryable'), true],
    ['nobody answers in time', new Error('Connection terminated due to connection timeout'), false],
    ['nobody listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), false],
    ['the statement took too long', failed('57014'), false],
    ['a row is there already', failed('23505'), false],
  ])('is it worth another try at once: %s', (_, error, expected) => {
    expect(isPassing(error)).toBe(expected);
  });
});
