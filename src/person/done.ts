import { en } from '../auth/pages/texts/en.js';
import type { Parameters } from '../protocol/parameters.js';

/** What a page says after an act: a text of the catalogue, named in the address that the act led to. */
export type Done = keyof typeof en.account.done;

export function doneIn({ done }: Parameters): Done | null {
  return done !== undefined && Object.hasOwn(en.account.done, done) ? (done as Done) : null;
}

/** The page's address with what is to be said there. */
export const saying = (page: string, done: Done): string => `${page}?done=${done}`;
