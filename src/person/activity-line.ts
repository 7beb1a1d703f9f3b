import type { AdminAction } from '../audit/admin-action.js';
import type { Speech } from '../auth/pages/language.js';
import type { ActivityRow } from '../token/listing/activity.store.js';

/** A line of the page: a sentence and what is filled into it. */
export interface ActivityLine {
  text: string;
  values: Record<string, string>;
}

/** Says what happened; who of the house did it, and why, is not told. */
export function sayActivity({ kind, what, application, actor, count }: ActivityRow, accountId: string, { texts, language }: Speech): ActivityLine {
  const t = texts.account.activity;
  const times = new Intl.NumberFormat(language).format(count);
  const values = { application: application ?? '', times };
  if (kind === 'login') return { text: t.login, values };
  if (kind === 'connected') return { text: t.connected, values };
  if (kind === 'used') return { text: count === 1 ? t.usedOnce : t.used, values };
  if (kind === 'refused') return { text: count === 1 ? t.refusedOnce : t.refused, values: { ...values, why: t.refusals[what] ?? t.refusalOther } };
  if (what === ('token.suspect' satisfies AdminAction)) return { text: t.suspected, values };
  const act = t.acts[what] ?? t.actOther;
  return { text: (actor === accountId ? t.byYou : t.byOthers).replace('{act}', act), values: {} };
}
