import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsYesOrNo } from '../api/lists/inputs.js';
import type { Texts } from '../auth/pages/texts/en.js';
import type { Connection } from './connection.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TEXT = { type: 'string', nullable: true } as const;
const STATUSES = ['live', 'frozen', 'suspended'] as const;

/** What a person may say to an act of his own. */
export class OwnOrder {
  @ApiProperty({ required: false, description: 'Why; kept in the ledger.', maxLength: 1000 })
  @Matches(/\S/, { message: 'must say something, or be left away' })
  @MaxLength(1000)
  @IsString()
  @IsOptional()
  reason?: string;
}

export class EndAllOrder extends OwnOrder {
  @ApiProperty({ required: false, description: 'Leave the connection that asks.', default: false })
  @IsOptional() @IsYesOrNo()
  keep_asking?: boolean;
}

/** Something that the application may do. */
export class PermissionView {
  @ApiProperty({ example: 'email' })
  scope!: string;

  @ApiProperty({ ...NO_TEXT, description: 'In the language of `Accept-Language`; null for a scope that only its service can explain.', example: 'See your email address' })
  sentence!: string | null;

  @ApiProperty({ type: [String], description: 'The services that understand it.' })
  services!: string[];
}

/** An application that may act for the person, by one login on one device. */
export class ConnectionView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'demo-app' })
  client!: string;

  @ApiProperty({ example: 'Demo application' })
  application!: string;

  @ApiProperty({ enum: STATUSES, description: '`frozen`: refused until an administrator has looked at it; `suspended`: the application is disabled.' })
  status!: Connection['status'];

  @ApiProperty({ type: [PermissionView] })
  permissions!: PermissionView[];

  @ApiProperty({ ...NO_TEXT, description: 'Of the login, or of the last use where the application runs on the device itself.', example: 'Firefox on Linux' })
  device!: string | null;

  @ApiProperty({ ...NO_TEXT, description: 'Likewise.', example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.0/24' })
  network!: string | null;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...TIME, nullable: true, description: 'Null before it was used again after the login.' })
  last_used_at!: Date | null;

  @ApiProperty({ ...TIME, description: 'At the latest.' })
  expires_at!: Date;

  @ApiProperty({ description: 'The connection by which you ask.' })
  is_asking!: boolean;
}

/** What has become of a connection. */
export class OutcomeView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['ended', 'frozen'] })
  status!: 'ended' | 'frozen';
}

export class EndedView {
  @ApiProperty({ type: 'integer' })
  ended!: number;
}

/** In the person's language. */
export function showConnection({ id, clientId: client, application, status, device, ip, network, ...rest }: Connection, { scopes }: Texts): ConnectionView {
  const { createdAt, lastUsedAt, expiresAt, isAsking } = rest;
  const permissions = rest.permissions.map(({ scope, services }) => ({ scope, sentence: scopes[scope] ?? null, services }));
  return {
    ...{ id, client, application, status, permissions, device, ip, network },
    ...{ created_at: createdAt, last_used_at: lastUsedAt, expires_at: expiresAt, is_asking: isAsking },
  };
}
