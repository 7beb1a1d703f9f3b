import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.js';

describe('where a form may end', () => {
  it.each([
    [undefined, "'self'"],
    ['https://app.example/callback?x=1', "'self' https://app.example"],
    ['http://127.0.0.1:5000/callback', "'self' http://127.0.0.1:5000"],
    ['http://[::1]:5000/callback', "'self' http:"],
    ['com.example.app:/callback', "'self' com.example.app:"],
  ])('%s', (leadsTo, sources) => {
    expect(contentSecurityPolicy({ css: '', leadsTo })).toContain(`; form-action ${sources}; `);
  });
});
