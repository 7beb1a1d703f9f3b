import { createHash } from 'node:crypto';

/**
 * The pages' Content-Security-Policy: our one style sheet by its hash, an application's logo, forms to ourselves, no script.
 * @param leadsTo the application's URI that a form may end at: Chromium holds `form-action` against redirects too
 */
export function contentSecurityPolicy(css: string, leadsTo?: string): string {
  const styleHash = createHash('sha256').update(css).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "img-src 'self' https:",
    `form-action 'self'${leadsTo ? ` ${sourceOf(leadsTo)}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** The origin of a web URI; the scheme of an application's own, and of an IPv6 address, for which CSP 3 §2.3.1 has no form. */
function sourceOf(uri: string): string {
  const { protocol, origin, hostname } = new URL(uri);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !hostname.startsWith('[') ? origin : protocol;
}
