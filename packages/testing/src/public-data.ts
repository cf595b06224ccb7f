/**
 * Where the tests find real data, which the repository does not hold: $ADAPTBENCH_DATA, else `../shared/data` beside the repository. For
 * tests only.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env['ADAPTBENCH_DATA'] || join(import.meta.dirname, '../../../../shared/data');

/** The path of a file or folder of it, or null where it is not there. */
export function publicData(name: string): string | null {
  const path = join(FOLDER, name);
  return existsSync(path) ? path : null;
}

/** Why a test that needs them is skipped. */
export const ABSENT = 'no such data here: set ADAPTBENCH_DATA to a folder that has them';
