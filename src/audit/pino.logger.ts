import cluster from 'node:cluster';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug';

/** Contexts under which Nest tells each module and route at boot. */
const NEST_CHATTER = new Set<unknown>(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Standard output by the page: a write for each line costs more than the line. What is not written at a kill is in the ledger. */
const toStandardOutput = () => pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });

/** Nest's logger on pino: one JSON object per line. An object is logged as it is, its `msg` the message. */
export class PinoLogger implements LoggerService {
  readonly pino: Logger;

  constructor(level: string, destination: DestinationStream = toStandardOutput()) {
    const formatters = { level: (label: string) => ({ level: label }) };
    const base = cluster.isWorker ? { pid: process.pid } : null; // which of the workers says it
    const options = { level, base, formatters, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } };
    this.pino = pino(options, destination);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(NEST_CHATTER.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  /** Nest hands over the context last, and a stack before it. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message });
    else this.pino[level]({ context, ...(rest.length > 1 && { stack: rest[0] }) }, String(message));
  }
}

/** Neither a statement's parameters nor a constraint's detail: they hold what people typed. */
function describeError(thrown: unknown): object {
  const { name, message, code, stack } = Object(thrown) as Error & { code?: string }; // null may be thrown too
  return { type: name, message, code, stack };
}
