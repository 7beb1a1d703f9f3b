import { describe, expect, test } from 'vitest';
import { isRegistrableRedirectUri, matchesRedirectUri } from './redirect-uri.js';

describe('may be registered', () => {
  test.each([
    ['https://app.example/callback', true, true],
    ['https://app.example/callback?tenant=1', true, true],
    ['http://localhost:8080/callback', true, true],
    ['http://127.0.0.1/callback', true, true],
    ['http://[::1]:3000/', true, true],
    ['com.example.app:/callback', false, true],
    ['com.example.app://callback', false, true],
    ['http://app.example/callback', false, false],
    ['http://localhost.example/', false, false],
    ['http://127.0.0.1.example/', false, false],
    ['https://app.example/callback#part', false, false],
    ['https://app.example/*', false, false],
    ['https://*.app.example/', false, false],
    ['https://user:pass@app.example/', false, false],
    ['https://app.example\\@evil.example/', false, false],
    ['https://app.example/a b', false, false],
    ['myapp:/callback', false, false],
    ['javascript:alert(1)', false, false],
    ['data:text/html,hi', false, false],
    ['file:///etc/passwd', false, false],
    ['/callback', false, false],
    ['', false, false],
  ])('%s: web %s, native %s', (uri, web, native) => {
    expect([isRegistrableRedirectUri(uri, 'web'), isRegistrableRedirectUri(uri, 'native')]).toEqual([web, native]);
  });
});

describe('matches what was registered', () => {
  test.each([
    ['the same string', 'https://app.example/cb', 'https://app.example/cb', true, true],
    ['a longer path', 'https://app.example/cb/x', 'https://app.example/cb', false, false],
    ['another case', 'https://APP.example/cb', 'https://app.example/cb', false, false],
    ['a slash at the end', 'https://app.example/cb/', 'https://app.example/cb', false, false],
    ['a further query', 'https://app.example/cb?a=1', 'https://app.example/cb', false, false],
    ['an escaped letter', 'https://app.example/%63b', 'https://app.example/cb', false, false],
    ['a default port written out', 'https://app.example:443/cb', 'https://app.example/cb', false, false],
    ['path tricks', 'https://app.example/x/../cb', 'https://app.example/cb', false, false],
    ['a loopback port', 'http://127.0.0.1:51004/cb', 'http://127.0.0.1/cb', false, true],
    ['another loopback port', 'http://127.0.0.1:51004/cb', 'http://127.0.0.1:3000/cb', false, true],
    ['an IPv6 loopback port', 'http://[::1]:51004/cb', 'http://[::1]/cb', false, true],
    ['a localhost port', 'http://localhost:51004/cb', 'http://localhost/cb', false, true],
    ['the same loopback query', 'http://127.0.0.1:1/cb?a=1', 'http://127.0.0.1/cb?a=1', false, true],
    ['another loopback query', 'http://127.0.0.1:1/cb?a=2', 'http://127.0.0.1/cb?a=1', false, false],
    ['another loopback path', 'http://127.0.0.1:1/evil', 'http://127.0.0.1/cb', false, false],
    ['another loopback host', 'http://localhost:1/cb', 'http://127.0.0.1/cb', false, false],
    ['a fragment on loopback', 'http://127.0.0.1:1/cb#x', 'http://127.0.0.1/cb', false, false],
    ['a host that begins like loopback', 'http://127.0.0.1.evil.example/cb', 'http://127.0.0.1/cb', false, false],
    ['a loopback address as user name', 'http://127.0.0.1:1@evil.example/cb', 'http://127.0.0.1/cb', false, false],
    ['https on a loopback port', 'https://127.0.0.1:1/cb', 'https://127.0.0.1/cb', false, false],
    ['an https port', 'https://app.example:8443/cb', 'https://app.example/cb', false, false],
  ])('%s: %s for %s: web %s, native %s', (_, presented, registered, web, native) => {
    const others = ['https://app.example/other', registered];
    expect([matchesRedirectUri(presented, others, 'web'), matchesRedirectUri(presented, others, 'native')]).toEqual([web, native]);
  });
});
