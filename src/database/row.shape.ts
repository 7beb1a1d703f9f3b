import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** How an entity stands in a hand-written statement: which columns to select (all but those with `select: false`), and how to read and write them. */
export class RowShape<Entity extends object> {
  /** For a SELECT: the table's columns under its alias. */
  readonly select: string;
  /** For an INSERT: all columns. */
  readonly columns: string;
  private readonly properties: string[];
  private readonly written: ColumnMetadata[];

  constructor(
    dataSource: DataSource,
    private readonly type: new () => Entity,
    alias: string,
  ) {
    this.written = dataSource.getMetadata(type).columns;
    this.columns = this.written.map(({ databaseName }) => databaseName).join(', ');
    const columns = this.written.filter(({ isSelect }) => isSelect);
    this.select = columns.map(({ databaseName }) => `${alias}.${databaseName}`).join(', ');
    this.properties = columns.map(({ propertyName }) => propertyName);
  }

  /** How many columns. */
  get width(): number {
    return this.properties.length;
  }

  /** The entity whose columns begin at this place; null where an outer join found none. */
  read(row: readonly unknown[], start: number): Entity | null {
    if (row[start] === null) return null; // part of the primary key: the entities name that first
    const entity = new this.type() as Record<string, unknown>;
    this.properties.forEach((property, index) => (entity[property] = row[start + index]));
    return entity as Entity;
  }

  /** For the SELECT of an INSERT: a row of parameters, from `$first` on. */
  parameters(first: number): string {
    return this.written.map(({ type, isArray }, index) => `$${first + index}::${String(type)}${isArray ? '[]' : ''}`).join(', ');
  }

  /** What those stand for; nulls for no entity. */
  values(entity: Entity | null): unknown[] {
    return this.written.map((column) => (entity ? column.getEntityValue(entity) : null));
  }
}
