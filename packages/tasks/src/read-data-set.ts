/** Readers of data files and the libraries beneath them, loaded where there is something to read: most trials' processes have nothing. */
import type { readDataSet as read } from './read/data-set.ts';

/** As `readDataSet` of `read/data-set.ts`. */
export async function readDataSet(...asked: Parameters<typeof read>): ReturnType<typeof read> {
  const loaded = await import('./read/data-set.ts');
  return loaded.readDataSet(...asked);
}
