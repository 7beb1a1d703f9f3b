/** The values of a statement that is put together: each gets its `$n`. */
export class Values {
  readonly list: unknown[] = [];

  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }

  /** The condition that a value makes with its placeholder; none where it is not given. */
  given<T>(value: T | undefined, say: (placeholder: string) => string): string[] {
    return value === undefined ? [] : [say(this.add(value))];
  }
}

/** The LIKE pattern of what holds this text. */
export const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
