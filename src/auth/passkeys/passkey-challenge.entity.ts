import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an authenticator is to sign: good once, for one browser. */
@Entity()
export class PasskeyChallenge {
  /** The interaction or the session that it was made for. */
  @PrimaryColumn('text')
  holder!: string;

  /** 256 random bits. */
  @Column('bytea')
  challenge!: Buffer;

  @Index('passkey_challenge_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}
