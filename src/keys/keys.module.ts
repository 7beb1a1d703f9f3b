import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { JwtRecogniser } from './jwt.recogniser.js';
import { JwksController } from './jwks.controller.js';
import { KeyKeeper } from './key.keeper.js';
import { KeyRotation } from './key.rotation.js';
import { KeyVault } from './key.vault.js';
import { KnownKeys } from './known-keys.js';
import { SigningKeyStore } from './signing-key.store.js';
import { TokenKeyStore } from './token-key.store.js';
import { TokenSigner } from './token.signer.js';
import { TokenVerifier } from './token.verifier.js';

/** Owns the signing keys (made at the first start and followed by others, private halves encrypted at rest, public halves in the JWKS) and knows which of TOKEN_KEYS are in use. */
@Module({
  imports: [JwtModule.register({})],
  controllers: [JwksController],
  providers: [JwtRecogniser, KeyVault, SigningKeyStore, KnownKeys, KeyRotation, KeyKeeper, TokenKeyStore, TokenSigner, TokenVerifier],
  exports: [JwtRecogniser, SigningKeyStore, KeyRotation, KeyKeeper, TokenKeyStore, TokenSigner, TokenVerifier],
})
export class KeysModule {}
