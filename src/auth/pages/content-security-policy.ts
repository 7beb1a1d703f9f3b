import { createHash } from 'node:crypto';

/** What a page holds that its policy must know of. */
export interface PageParts {
  css: string;
  /** The one script, where there is one. */
  script?: string;
  /** Whether the script asks us for something. */
  asks?: boolean;
  /** The application's URI that a form may end at: Chromium holds `form-action` against redirects too. */
  leadsTo?: string | null;
}

/** The pages' Content-Security-Policy: our one style sheet and script by their hashes, an application's logo, forms to ourselves. */
export function contentSecurityPolicy({ css, script, asks, leadsTo }: PageParts): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(css)}'`,
    ...(script ? [`script-src '${hashOf(script)}'`] : []),
    ...(asks ? ["connect-src 'self'"] : []),
    "img-src 'self' https:",
    `form-action 'self'${leadsTo ? ` ${sourceOf(leadsTo)}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The origin of a web URI; the scheme of an application's own, and of an IPv6 address, for which CSP 3 §2.3.1 has no form. */
function sourceOf(uri: string): string {
  const { protocol, origin, hostname } = new URL(uri);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !hostname.startsWith('[') ? origin : protocol;
}
