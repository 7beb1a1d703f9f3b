import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Connection } from '../bench/load/connection.js';
import { CpuAccount } from '../bench/machine/cpu.js';
import { verdict } from '../bench/report/targets.js';
import { medians } from '../bench/statistics.js';

const BURN = 'for (const end = process.cpuUsage().user + 300_000; process.cpuUsage().user < end; );';

describe('what the benchmark reports', () => {
  test('medians are taken member by member', () => {
    expect(medians([{ cpu: 1, rate: 30 }, { cpu: 3, rate: 10 }, { cpu: 2, rate: 20 }])).toEqual({ cpu: 2, rate: 20 });
    expect(medians([{ cpu: 1 }, { cpu: 2 }])).toEqual({ cpu: 1.5 });
  });

  test.each([
    [1.45, 1.45, true, 'reached'],
    [1.5, 1.45, true, 'missed by 3 %'],
    [2.4, 2.3, false, 'reached'],
    [2, 2.3, false, 'missed by 15 %'],
    [3, 0, true, 'missed by 3'],
    [NaN, 1, true, 'not measured'],
  ])('%d against %d (at most: %s) is %s', (measured, bound, isMost, said) => {
    expect(verdict(measured, bound, isMost)).toBe(said);
  });
});

describe.runIf(process.platform === 'linux')('CPU accounting', () => {
  test('counts a tree of processes, with children that have ended', async () => {
    const parent = spawn(process.execPath, ['-e', `require('node:child_process').spawnSync(process.execPath, ['-e', '${BURN}']); console.log('done'); setInterval(() => {}, 1000)`]);
    await once(parent.stdout, 'data');
    expect(new CpuAccount().of(parent.pid!)).toBeGreaterThanOrEqual(290);
    parent.kill();
  });

  test('counts a process that is gone as nothing', () => {
    expect(new CpuAccount().of(spawnSync('true').pid)).toBe(0);
  });
});

describe('a connection of the load', () => {
  let server: Server;
  let connection: Connection;
  afterEach(() => {
    connection.close();
    server.close();
  });

  /** What a connection makes of an answer that arrives in these pieces. */
  async function receive(...pieces: string[]): Promise<unknown> {
    server = createServer((socket) => {
      socket.setNoDelay().on('error', () => undefined);
      socket.once('data', async () => {
        for (const piece of pieces) await new Promise((sent) => socket.write(piece, () => setImmediate(sent)));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { promise, resolve, reject } = deferred();
    connection = await Connection.open((server.address() as AddressInfo).port, (status, body) => resolve([status, body]), reject);
    connection.send('GET / HTTP/1.1\r\n\r\n');
    return promise;
  }

  test('puts an answer together', async () => {
    expect(await receive('HTTP/1.1 200 OK\r\nContent-', 'Length: 5\r\n\r\nhe', 'llo')).toEqual([200, 'hello']);
  });

  test('fails where it cannot tell an answer’s end', async () => {
    await expect(receive('HTTP/1.1 200 OK\r\n\r\n')).rejects.toThrow(/without Content-Length/);
  });
});

function deferred(): { promise: Promise<unknown>; resolve: (value: unknown) => void; reject: (error: Error) => void } {
  let settle: { resolve: (value: unknown) => void; reject: (error: Error) => void };
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle! };
}
