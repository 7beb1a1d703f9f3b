/** The values of a statement that is put together: each gets its `$n`. */
export class Values {
  readonly list: unknown[] = [];

  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/** The LIKE pattern of what holds this text. */
export const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
