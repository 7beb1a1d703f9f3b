import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, IsNull, type Repository } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { Clock } from '../protocol/clock.js';
import { equalsInConstantTime } from '../protocol/secret.js';
import { TokenKey } from './token-key.entity.js';

const CANARY = Buffer.from('canary');

/** Which keys of TOKEN_KEYS the database's tokens and secrets were made with: a wrong ring stops the start and logs nobody out. */
@Injectable()
export class TokenKeyStore implements OnModuleInit {
  private readonly keys: Repository<TokenKey>;
  private readonly ring: KeyRing;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.keys = dataSource.getRepository(TokenKey);
    this.ring = KeyRing.parse(settings.tokenKeys).derive('canary');
  }

  /** Throws ConfigError when the ring lacks a key that is not retired, or has another under its name. */
  async onModuleInit(): Promise<void> {
    const faults = (await this.keys.findBy({ retiredAt: IsNull() })).flatMap(({ keyId, canary }) => {
      const actual = this.ring.mac(keyId, CANARY);
      return actual && equalsInConstantTime(actual, canary) ? [] : [`TOKEN_KEYS lacks the key ${keyId}`];
    });
    if (faults.length > 0) {
      throw new ConfigError('Refresh tokens or client secrets were made with keys that are not in TOKEN_KEYS: add them back, or retire them knowingly with token-keys', faults);
    }
    await this.remember();
  }

  findAll(): Promise<TokenKey[]> {
    return this.keys.find({ order: { addedAt: 'ASC' } });
  }

  /** From now on a server starts without it; false when there is no such key. */
  async retire(keyId: string): Promise<boolean> {
    const { affected } = await this.keys.update({ keyId }, { retiredAt: this.clock.now() });
    return affected === 1;
  }

  /** The first key signs from now on; one that had been retired is back. */
  private async remember(): Promise<void> {
    const { id } = this.ring.current;
    await this.keys.query(
      'INSERT INTO token_key (key_id, canary, added_at) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO UPDATE SET retired_at = NULL',
      [id, this.ring.mac(id, CANARY), this.clock.now()],
    );
  }
}
