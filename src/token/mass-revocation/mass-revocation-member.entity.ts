import { Entity, PrimaryColumn } from 'typeorm';

/** A token that a mass revocation has yet to end: gone with the batch that ends it. Without foreign keys, which would cost each of a million a look. */
@Entity()
export class MassRevocationMember {
  @PrimaryColumn('uuid')
  revocationId!: string;

  @PrimaryColumn('uuid')
  grantId!: string;
}
