import { Module } from '@nestjs/common';

/** Owns the back channel: the token endpoint and its grant types, the refresh token and its policy, introspection, revocation, userinfo. */
@Module({})
export class TokenModule {}
