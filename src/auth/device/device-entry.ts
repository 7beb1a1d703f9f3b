import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../../audit/caller.js';
import { LoginThrottleStore } from '../login-throttle.store.js';
import { Visits, type Visit } from '../visits.js';
import { DeviceAuthorizationStore } from './device-authorization.store.js';
import { DeviceReader, faultOf } from './device.reader.js';

/** Why a user code leads nowhere. */
export type EntryFault = 'incomplete' | 'wrong' | 'expired' | 'used' | 'tooMany';

/** The visit that the code begins, or why not. */
export type Entered = { visit: Visit } | { fault: EntryFault; waitSeconds?: number };

/** Takes user codes from people, and slows down whoever guesses them as it does for passwords (RFC 8628 §5.1). */
@Injectable()
export class DeviceEntry {
  private readonly logger = new Logger('Device');

  constructor(
    private readonly throttle: LoginThrottleStore,
    private readonly devices: DeviceAuthorizationStore,
    private readonly reader: DeviceReader,
    private readonly visits: Visits,
  ) {}

  /** @param code as `readUserCode` reads it */
  async enter(request: FastifyRequest, code: string): Promise<Entered> {
    const { ip, requestId } = callerOf(request);
    // Counted by the code too, which no name is: so that only the address has to wait.
    const attempt = await this.throttle.charge(`user code ${code}`, ip);
    if (typeof attempt === 'number') {
      this.logger.warn({ msg: 'user codes slowed down', waitSeconds: attempt, requestId, ip });
      return { fault: 'tooMany', waitSeconds: attempt };
    }
    const device = await this.devices.findByUserCode(code);
    const fault = device ? faultOf(device, attempt.at) : 'wrong';
    if (fault) this.logger.log({ msg: 'user code refused', reason: fault, requestId, ip });
    else await this.throttle.forgive(attempt);
    return fault ? { fault } : { visit: await this.visits.enter(request, await this.reader.read(device!, attempt.at)) };
  }
}
