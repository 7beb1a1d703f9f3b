import type { ClientRegistration } from './data.js';
import type { House } from './house.js';

/** A response as it stood on the wire. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  json: any;
}

export interface PostOptions {
  /** Sent as HTTP Basic, form-encoded first (RFC 6749 §2.3.1). */
  basic?: Pick<ClientRegistration, 'client_id' | 'client_secret'>;
  headers?: Record<string, string>;
}

/** A string or bytes are sent as they are, for what no form encoder would write. */
export type Body = Record<string, string> | [string, string][] | string | Uint8Array<ArrayBuffer>;

/** A form POST without any library in between. */
export async function post(house: House, path: string, body: Body, options: PostOptions = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(options.basic && basicOf(options.basic)), ...options.headers };
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return readAnswer(await house.fetch(path, { method: 'POST', headers, body: isRaw ? body : new URLSearchParams(body).toString() }));
}

export async function get(house: House, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return readAnswer(await house.fetch(path, { headers }));
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function basicOf({ client_id: id, client_secret: secret = '' }: NonNullable<PostOptions['basic']>): { authorization: string } {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length)).join(':');
  return { authorization: `Basic ${Buffer.from(encoded).toString('base64')}` };
}
