/** Browsers by what their agent text has, the more particular first: most of them also pretend to be others. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|OPiOS|Opera)\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac ?OS\b|\bMacintosh\b|\bDarwin\b/i, 'macOS'],
  [/\bLinux\b|\bX11\b/i, 'Linux'],
];

/**
 * A device as its owner would call it, such as `Firefox on Linux`, or `okhttp` for an app that tells no more. Null for what says nothing.
 * @param phrase how a language puts the two
 */
export function deviceOf(userAgent: string | null, phrase = '{browser} on {system}'): string | null {
  const text = userAgent ?? '';
  const what = nameIn(BROWSERS, text) ?? productOf(text);
  const system = nameIn(SYSTEMS, text);
  return what && system ? phrase.replace('{browser}', what).replace('{system}', system) : (what ?? system);
}

function nameIn(table: [RegExp, string][], text: string): string | null {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The first product token (RFC 9110 §10.1.5), unless it is the one that all browsers claim to be. */
function productOf(text: string): string | null {
  const [, product = ''] = /^([A-Za-z][\w.-]{1,39})(?:\/|\s|$)/.exec(text) ?? [];
  return product && product !== 'Mozilla' ? product : null;
}
