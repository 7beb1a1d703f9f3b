import type { DataSource } from 'typeorm';

/** How an entity stands in a row of a hand-written statement: which columns to select (all but those with `select: false`), and how to read them. */
export class RowShape<Entity extends object> {
  /** For a SELECT: the table's columns under its alias. */
  readonly select: string;
  private readonly properties: string[];

  constructor(
    dataSource: DataSource,
    private readonly type: new () => Entity,
    alias: string,
  ) {
    const columns = dataSource.getMetadata(type).columns.filter(({ isSelect }) => isSelect);
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
}
