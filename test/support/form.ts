import type { Cheerio, CheerioAPI } from 'cheerio';

/** What a person types, ticks (true or false) or chooses, by a field's `name` or `id`. */
export type Fields = Record<string, string | boolean>;

export interface Submission {
  method: string;
  url: URL;
  body?: string;
}

/** What a browser sends when this button of the page is pressed (HTML §4.10.21). Throws when the page has no such thing. */
export function readForm($: CheerioAPI, selector: string, fields: Fields, pageUrl: URL): Submission {
  const button = $(selector).first();
  const form = button.attr('form') ? $(`form#${button.attr('form')}`) : button.closest('form');
  if (form.length === 0) throw new Error(`no form with the button ${selector} on ${pageUrl.pathname}: ${$('body').text().replace(/\s+/g, ' ')}`);
  fill($, form, fields);
  const entries = new URLSearchParams(form.serializeArray().map(({ name, value }): [string, string] => [name, value]));
  if (button.attr('name')) entries.append(button.attr('name')!, button.attr('value') ?? '');
  const url = new URL(button.attr('formaction') ?? form.attr('action') ?? '', pageUrl);
  const method = (button.attr('formmethod') ?? form.attr('method') ?? 'get').toUpperCase();
  if (method === 'POST') return { method, url, body: entries.toString() };
  url.search = entries.toString();
  return { method, url };
}

function fill($: CheerioAPI, form: Cheerio<any>, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.find('input, select, textarea').filter((_, element) => [$(element).attr('name'), $(element).attr('id')].includes(name));
    if (field.length === 0) throw new Error(`the form has no field ${name}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else if (field.is('[type=radio]')) field.prop('checked', false).filter(`[value="${value}"]`).prop('checked', true);
    else field.val(value);
  }
}
