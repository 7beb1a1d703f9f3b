import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { afterAll } from 'vitest';

/** Where Debian's package puts it, and where others do. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

let launched: Promise<Browser> | null = null;

/** A real browser, one for all pages of a spec file; closed after it. CHROMIUM may name another than the system's. */
export function launchChromium(): Promise<Browser> {
  afterAll(async () => {
    const browser = await launched;
    launched = null;
    await browser?.close();
  });
  // As root, in which containers run, Chromium has no sandbox of its own.
  launched ??= chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return launched;
}

function findChromium(): string {
  const place = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (place && existsSync(place)) return place;
  throw new Error('The pages are tested in a real browser, and there is none: apt-get install -y --no-install-recommends chromium, or set CHROMIUM to where it is.');
}
