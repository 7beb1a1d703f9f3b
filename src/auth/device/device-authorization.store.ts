import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, LessThan, MoreThan, type EntityManager, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock, plusSeconds } from '../../protocol/clock.js';
import { equalsInConstantTime, hashSecret, randomSecret } from '../../protocol/secret.js';
import { formatGrantCode, parseGrantCode } from '../grant-code.js';
import { DeviceAuthorization } from './device-authorization.entity.js';
import { UserCodes } from './user-codes.js';

/** Seconds that a device waits for a person. */
export const DEVICE_CODE_TTL = 600;

/** Seconds between two polls at first (RFC 8628 §3.2). */
export const POLL_INTERVAL = 5;

/** Seconds by which a poll may be early: clocks and timers are not exact. */
const LEEWAY = 1;

/** Seconds that an expired one is kept, so that its replay is still recognised. */
const MEMORY = 86_400;

/** What a device asks for, and where it is. */
export type Asked = Pick<DeviceAuthorization, 'clientId' | 'scopes' | 'resources' | 'ip' | 'userAgent'>;

/** Who allowed it, and what. */
export type Allowance = { [Name in 'accountId' | 'sessionId' | 'acr' | 'amr' | 'authTime']: NonNullable<DeviceAuthorization[Name]> } & { scopes: string[] };

/** RFC 8628 §3.5: each poll that comes too early makes the interval 5 s longer, whichever replica it comes to. */
const NOTE_POLL = `UPDATE device_authorization SET polled_at = $2,
    poll_interval = poll_interval + CASE WHEN polled_at + make_interval(secs => poll_interval - ${LEEWAY}) > $2 THEN ${POLL_INTERVAL} ELSE 0 END
  WHERE grant_id = $1 AND allowed_at IS NULL AND denied_at IS NULL RETURNING poll_interval AS "pollInterval"`;

/** Device authorizations: asked for by a device, answered by a person, fetched once. Both codes are kept as hashes alone. */
@Injectable()
export class DeviceAuthorizationStore {
  private readonly devices: Repository<DeviceAuthorization>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly userCodes: UserCodes,
    private readonly clock: Clock,
  ) {
    this.devices = dataSource.getRepository(DeviceAuthorization);
  }

  /** The device code and the user code, neither of which is kept. */
  async issue(asked: Asked): Promise<{ deviceCode: string; userCode: string }> {
    for (;;) {
      const [grantId, secret, issuedAt] = [uuidv7(), randomSecret(), this.clock.now()];
      const { code: userCode, keyId, mac } = this.userCodes.make(grantId);
      const times = { issuedAt, expiresAt: plusSeconds(issuedAt, DEVICE_CODE_TTL) };
      const codes = { secretHash: hashSecret(secret), userCodeMac: mac, userCodeKeyId: keyId };
      const values = { ...asked, grantId, ...codes, ...times, pollInterval: POLL_INTERVAL };
      const { raw } = await this.devices.createQueryBuilder().insert().values(values).orIgnore().returning('grant_id').execute();
      if ((raw as unknown[]).length === 1) return { deviceCode: formatGrantCode(grantId, secret), userCode }; // else that user code is taken
    }
  }

  /** What the device code stands for, spent or expired included; null for anything that we never issued. */
  async find(deviceCode: string): Promise<DeviceAuthorization | null> {
    const presented = parseGrantCode(deviceCode);
    const row = presented && (await this.findById(presented.grantId));
    return row && equalsInConstantTime(hashSecret(presented.secret), row.secretHash) ? row : null;
  }

  /** Likewise for a user code, as `readUserCode` reads it. */
  findByUserCode(code: string): Promise<DeviceAuthorization | null> {
    return this.devices.findOneBy({ userCodeMac: In(this.userCodes.macsOf(code)) });
  }

  findById(grantId: string): Promise<DeviceAuthorization | null> {
    return this.devices.findOneBy({ grantId });
  }

  /** Made anew; null when the key that it was made under is gone. */
  userCodeOf({ grantId, userCodeKeyId }: DeviceAuthorization): string | null {
    return this.userCodes.of(grantId, userCodeKeyId);
  }

  /** Notes that the device asked; false when it came too early, and null when a person has answered meanwhile. */
  async poll({ grantId, pollInterval }: DeviceAuthorization, now: Date): Promise<boolean | null> {
    const [[known]] = await this.dataSource.query<[[{ pollInterval: number }?]]>(NOTE_POLL, [grantId, now]);
    return known ? known.pollInterval <= pollInterval : null;
  }

  /** A person allows it, in the caller's transaction; false when it has been answered before, or has expired. */
  allow(grantId: string, allowance: Allowance, manager: EntityManager = this.dataSource.manager): Promise<boolean> {
    return this.answer(grantId, { ...allowance, allowedAt: this.clock.now() }, manager);
  }

  /** A person denies it, likewise. */
  deny(grantId: string, manager: EntityManager): Promise<boolean> {
    return this.answer(grantId, { deniedAt: this.clock.now() }, manager);
  }

  /** Ends what the account has allowed and no device has fetched, in the caller's transaction; one that is being fetched is waited for. */
  async spendAllOf(manager: EntityManager, accountId: string): Promise<void> {
    await manager.update(DeviceAuthorization, { accountId, spentAt: IsNull() }, { spentAt: this.clock.now() });
  }

  /** Forgets where a person's devices were, once all has ended. */
  async forgetPlacesOf(manager: EntityManager, accountId: string): Promise<void> {
    await manager.update(DeviceAuthorization, { accountId }, { ip: null, userAgent: null });
  }

  /** Deletes what expired a day ago. */
  async sweep(now: Date): Promise<void> {
    await this.devices.delete({ expiresAt: LessThan(plusSeconds(now, -MEMORY)) });
  }

  private async answer(grantId: string, change: Partial<DeviceAuthorization>, manager: EntityManager): Promise<boolean> {
    const unanswered = { grantId, allowedAt: IsNull(), deniedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
    return (await manager.update(DeviceAuthorization, unanswered, change)).affected === 1;
  }
}
