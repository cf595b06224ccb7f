/** A headless Chromium of the system's, for tests of pages. None is downloaded. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Its path; null where none is installed. `CHROMIUM` in the environment goes first. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM'] ?? '', ...known].find((path) => path !== '' && existsSync(path)) ?? null;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
