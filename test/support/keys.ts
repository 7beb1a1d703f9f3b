import { JwtService } from '@nestjs/jwt';
import type { DataSource } from 'typeorm';
import { loadSettings } from '../../src/config/load-settings.js';
import { ChangeFeed } from '../../src/database/change.feed.js';
import { KeyKeeper } from '../../src/keys/key.keeper.js';
import { KeyRotation } from '../../src/keys/key.rotation.js';
import { KeyVault } from '../../src/keys/key.vault.js';
import { KnownKeys } from '../../src/keys/known-keys.js';
import { SigningKeyStore } from '../../src/keys/signing-key.store.js';
import { TokenSigner } from '../../src/keys/token.signer.js';
import { TokenVerifier } from '../../src/keys/token.verifier.js';
import { KEYS } from './data.js';
import { TestClock } from './test.clock.js';

/** What a replica has to do with signing keys, without the app: of one that hears nothing of the others' changes. */
export function keysOf(dataSource: DataSource, clock = new TestClock(), changes: Record<string, string> = {}) {
  const settings = loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere', ...changes });
  const store = new SigningKeyStore(dataSource);
  const vault = new KeyVault(settings);
  const rotation = new KeyRotation(store, vault);
  const keeper = new KeyKeeper(dataSource, store, rotation, settings);
  const known = new KnownKeys(store, vault, new ChangeFeed(dataSource), clock);
  const signer = new TokenSigner(new JwtService({}), known, keeper, clock);
  const verifier = new TokenVerifier(new JwtService({}), known, settings);
  return { settings, store, vault, rotation, keeper, known, signer, verifier };
}
