import { describe, expect, it } from 'vitest';
import { withParameters } from './redirect.js';

describe('parameters on a redirect URI', () => {
  it.each([
    ['https://app.example/cb', 'https://app.example/cb?code=a+b'],
    ['https://app.example/cb?x=1%202', 'https://app.example/cb?x=1%202&code=a+b'],
    ['https://app.example/cb?', 'https://app.example/cb?code=a+b'],
    ['com.example.app:/cb', 'com.example.app:/cb?code=a+b'],
    ['https://app.example/zurück', 'https://app.example/zur%C3%BCck?code=a+b'],
  ])('%s', (uri, expected) => {
    expect(withParameters(uri, { code: 'a b', state: undefined })).toBe(expected);
  });

  it('leaves the URI alone when there are none', () => {
    expect(withParameters('https://app.example/bye?x', { state: undefined })).toBe('https://app.example/bye?x');
  });
});
