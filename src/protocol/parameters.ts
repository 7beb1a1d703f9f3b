import { validateSync } from 'class-validator';
import { OAuthError } from './oauth.error.js';

/** Decoded request parameters: a name is there once (RFC 6749 §3.1 and §3.2). */
export type Parameters = Readonly<Record<string, string>>;

/** The part of a Fastify request that `readForm` reads; the body comes as bytes. */
interface FormRequest {
  headers: { 'content-type'?: string };
  body?: unknown;
}

/** The parameters of a POST. Throws invalid_request unless it is a form (RFC 6749 §3.2 and appendix B). */
export function readForm({ headers, body }: FormRequest): Parameters {
  const [type = ''] = headers['content-type']?.split(';') ?? [];
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  return parseForm(Buffer.isBuffer(body) ? body : '');
}

/**
 * Decodes `application/x-www-form-urlencoded` bytes or text. A parameter without a value counts as omitted
 * (RFC 6749 §3.1). Throws invalid_request for a repeated parameter, for bytes that are not UTF-8 and for NUL.
 * @param repeatable parameters a specification lets come several times (`resource`, RFC 8707 §2); joined by a space
 */
export function parseForm(form: Buffer | string, repeatable: readonly string[] = ['resource']): Parameters {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(decode(form))) {
    if (value === '') continue;
    if (name in parameters && !repeatable.includes(name)) {
      throw new OAuthError('invalid_request', 'a parameter is present more than once');
    }
    parameters[name] = name in parameters ? `${parameters[name]} ${value}` : value;
  }
  return parameters;
}

function decode(form: Buffer | string): string {
  const text = form.toString();
  const bad = text.includes('\uFFFD') || text.includes('\0') || /%00/.test(text) || !hasValidEscapes(text);
  if (bad) throw new OAuthError('invalid_request', 'the parameters are not valid UTF-8 text');
  return text;
}

function hasValidEscapes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fills a class-validator class with the parameters it declares and validates it; others are ignored (RFC 6749 §3.2).
 * Throws invalid_request with the first broken rule's sentence, or the error that the rule's `context.code` names.
 */
export function readParameters<Params extends object>(shape: new () => Params, parameters: Parameters): Params {
  const params = new shape();
  for (const [name, value] of Object.entries(parameters)) {
    if (Object.hasOwn(params, name)) Object.assign(params, { [name]: value });
  }
  const [fault] = validateSync(params, { stopAtFirstError: true });
  if (!fault) return params;
  const [[rule, message] = ['', 'a parameter is not valid']] = Object.entries(fault.constraints ?? {});
  throw new OAuthError(fault.contexts?.[rule]?.code ?? 'invalid_request', message);
}
