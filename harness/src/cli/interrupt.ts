/** Ctrl-C and its like: the first ends the run in order, the second at once. So does the loss of the terminal or pipe, in order. */
import type { Environment } from './environment.ts';
import { forgetTerminal } from './streams.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  stop(): void;
}

export function onInterrupt({ err, gone }: Pick<Environment, 'err' | 'gone'>): Interrupt {
  const abort = new AbortController();
  let asked = false;
  const handle = (name: NodeJS.Signals): void => {
    // A closed terminal sends SIGHUP twice, by the shell and by the kernel: that is no second wish.
    if (asked && name !== 'SIGHUP') process.exit(130);
    asked = true;
    if (name === 'SIGHUP') forgetTerminal();
    if (abort.signal.aborted) return;
    err.write(`\n${name}: stopping (again to stop at once)\n`);
    abort.abort(new Error(`interrupted by ${name}`));
  };
  const leave = (): void => abort.abort(new Error('what the run writes is not read any more'));
  const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, handle);
  if (gone?.aborted === true) leave();
  gone?.addEventListener('abort', leave);
  return {
    signal: abort.signal,
    stop() {
      for (const name of names) process.off(name, handle);
      gone?.removeEventListener('abort', leave);
    },
  };
}
