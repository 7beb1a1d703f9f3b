/** What a spreadsheet would take for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

/** A line of CSV (RFC 4180) with its end. A text that begins like a formula gets an apostrophe before it: much of the ledger was worded by strangers. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map((value) => quote(textOf(value))).join(',')}\r\n`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return guard(value.join(' '));
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? guard(value) : String(value);
}

const guard = (text: string) => (FORMULA.test(text) ? `'${text}` : text);

const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
