import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';

/** Owns the pure words of the RFCs: errors, scopes, PKCE, redirect URIs, secrets, parameters, and the clock they are read by. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ProtocolModule {}
