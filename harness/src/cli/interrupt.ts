/** Ctrl-C and its like: the first ends the run in order, the second at once. */
import type { Screen } from '../writers/screen.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  stop(): void;
}

export function onInterrupt(err: Screen): Interrupt {
  const abort = new AbortController();
  const handle = (name: NodeJS.Signals): void => {
    if (abort.signal.aborted) process.exit(130);
    err.write(`\n${name}: stopping (again to stop at once)\n`);
    abort.abort(new Error(`interrupted by ${name}`));
  };
  const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, handle);
  return {
    signal: abort.signal,
    stop() {
      for (const name of names) process.off(name, handle);
    },
  };
}
