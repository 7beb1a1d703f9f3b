import Negotiator from 'negotiator';
import { de } from './texts/de.js';
import { en, type Texts } from './texts/en.js';

/** What the pages are written in, the one for everybody else first. Also `ui_locales_supported` (OpenID Connect Discovery §3). */
const CATALOGUES = { en, de };
export const LANGUAGES = Object.keys(CATALOGUES) as Language[];

export type Language = keyof typeof CATALOGUES;

/** How a page speaks to a person. */
export interface Speech {
  language: Language;
  texts: Texts;
  /** Seconds, in the largest unit that says them whole: "30 days". */
  duration(seconds: number): string;
  /** How long ago it was: "5 minutes ago". */
  ago(at: Date, now: Date): string;
}

/**
 * In the language that the application asks for, else the one that the browser does.
 * @param uiLocales `ui_locales` (OpenID Connect Core §3.1.2.1): tags of BCP 47, in order of preference
 */
export function speak(uiLocales: string | undefined, acceptLanguage: string | undefined): Speech {
  const asked = uiLocales?.split(' ').slice(0, 20).map(choose).find((found) => found);
  const language = asked ?? choose(acceptLanguage) ?? LANGUAGES[0]!;
  return { language, texts: CATALOGUES[language], duration: (seconds) => sayDuration(seconds, language), ago: (at, now) => sayAgo(at, now, language) };
}

function choose(wanted: string | undefined): Language | undefined {
  if (!wanted || wanted.length > 1000) return undefined;
  return new Negotiator({ headers: { 'accept-language': wanted } }).language(LANGUAGES) as Language | undefined;
}

const UNITS = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;

function sayDuration(seconds: number, language: Language): string {
  const [unit, size] = UNITS.find(([, length]) => seconds % length === 0 && seconds >= length) ?? UNITS[3];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

/** In the largest unit of which it is at least one, never "yesterday", which depends on where one is; what is yet to come, by another clock, is now. */
function sayAgo(at: Date, now: Date, language: Language): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(language, { numeric: seconds === 0 ? 'auto' : 'always' }).format(-Math.floor(seconds / size), unit);
}
