import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An API that access tokens can be made for (RFC 8707), with the scopes that it understands. */
@Entity()
export class Resource {
  /** Absolute URI without a fragment. */
  @PrimaryColumn('text')
  identifier!: string;

  @Column('text', { array: true })
  scopes!: string[];
}
