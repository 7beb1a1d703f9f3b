import { expect, test } from 'vitest';
import { tokenHash } from './token-hash.js';

/** The access token of GenAuth's page "What is Refresh Token". */
const SEED =
  'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InIxTGtiQm8zOTI1UmIyWkZGckt5VTNNVmV4OVQyODE3S3gwdmJpNmlfS2MifQ.eyJqdGkiOiJ4R01uczd5cmNFckxiakNRVW9US1MiLCJzdWIiOiI1YzlmNzVjN2NjZjg3YjA1YTkyMWU5YjAiLCJpc3MiOiJodHRwczovL2F1dGhpbmcuY24iLCJpYXQiOjE1NTQ1Mzc4NjksImV4cCI6MTU1NDU0MTQ2OSwic2NvcGUiOiJvcGVuaWQgcHJvZmlsZSBvZmZsaW5lX2FjY2VzcyBwaG9uZSBlbWFpbCIsImF1ZCI6IjVjYTc2NWUzOTMxOTRkNTg5MWRiMTkyNyJ9.wX05OAgYuXeYM7zCxhrkvTO_taqxrCTG_L2ImDmQjMml6E3GXjYA9EFK0NfWquUI2mdSMAqohX-ndffN0fa5cChdcMJEm3XS9tt6-_zzhoOojK-q9MHF7huZg4O1587xhSofxs-KS7BeYxEHKn_10tAkjEIo9QtYUE7zD7JXwGUsvfMMjOqEVW6KuY3ZOmIq_ncKlB4jvbdrduxy1pbky_kvzHWlE9El_N5qveQXyuvNZVMSIEpw8_y5iSxPxKfrVwGY7hBaF40Oph-d2PO7AzKvxEVMamzLvMGBMaRAP_WttBPAUSqTU5uMXwMafryhGdIcQVsDPcGNgMX6E1jzLA';

test("the seed's access token has the at_hash of its ID token", () => {
  expect(tokenHash(SEED, 'RS256')).toBe('NdmobePY8AEid6Omz3229w');
});

test('EdDSA, with Ed25519, hashes with SHA-512: the left half of the digest that FIPS 180 gives for "abc"', () => {
  const half = 'ddaf35a193617abacc417349ae204131 12e6fa4e89a97ea20a9eeee64b55d39a';
  expect(tokenHash('abc', 'EdDSA')).toBe(Buffer.from(half.replace(' ', ''), 'hex').toString('base64url'));
});

test.each([
  ['RS256', 22],
  ['ES256', 22],
  ['RS384', 32],
  ['PS512', 43],
  ['EdDSA', 43],
])('%s hashes to half of its digest: %i characters', (alg, length) => {
  expect(tokenHash(SEED, alg)).toHaveLength(length);
});

test('an algorithm without a known hash is a fault of ours', () => {
  expect(() => tokenHash(SEED, 'none')).toThrow(TypeError);
});
