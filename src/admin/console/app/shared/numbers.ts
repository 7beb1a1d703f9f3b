const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const whole = new Intl.NumberFormat('en');
const rough = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export const sayNumber = (count: number) => whole.format(count);

/** So many of what it is counted in. */
export const sayCounted = (count: number, one: string) => `${sayNumber(count)} ${one}${count === 1 ? '' : 's'}`;

/** No more exactly than it is known. */
export const sayEstimate = (count: number) => `about ${rough.format(Number(count.toPrecision(2)))}`;

export function sayBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${rough.format(bytes / 1000 ** power)} ${UNITS[power]}`;
}
