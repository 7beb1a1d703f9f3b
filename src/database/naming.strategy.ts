import { DefaultNamingStrategy, type NamingStrategyInterface, type Table } from 'typeorm';

/** Tables and columns in snake_case, so that no entity needs a `name:`. */
export class SnakeNamingStrategy extends DefaultNamingStrategy implements NamingStrategyInterface {
  override tableName(className: string, customName?: string): string {
    return customName ?? snake(className);
  }

  override columnName(propertyName: string, customName?: string): string {
    return customName ?? snake(propertyName);
  }

  /** As PostgreSQL itself names the constraint of a REFERENCES in a migration. */
  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `${typeof table === 'string' ? table : table.name}_${columns.join('_')}_fkey`;
  }
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
