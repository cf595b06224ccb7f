/** Why a trial's process died, as far as can be known: memory is the usual reason, and the kernel says little. */

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What it wrote to its standard error, the end of it. */
  readonly stderr: string;
  /** Highest resident memory when last looked at. */
  readonly peakRssBytes: number | null;
  /** Whether the kernel has killed any process for want of memory meanwhile; null where it does not tell. */
  readonly kernelKilled: boolean | null;
  /** What processes here may use. */
  readonly memoryBytes: number;
}

export interface Cause {
  readonly name: 'OutOfMemory' | 'ProcessDied';
  readonly message: string;
}

const REMEDY = 'A smaller batch (train.batchSize) or a smaller model needs less.';

export function causeOfDeath(end: Ending): Cause {
  const { exitCode, signal, stderr, kernelKilled } = end;
  const seen = held(end);
  if (/heap out of memory/i.test(stderr))
    return outOfMemory(
      `the process reached the limit of its JavaScript heap${seen}. NODE_OPTIONS=--max-old-space-size=<MiB> raises it`,
    );
  if (wantsMemory(stderr)) return outOfMemory(`the process could get no more memory${seen}. ${REMEDY}`);
  if (signal === 'SIGKILL') {
    if (kernelKilled === true)
      return outOfMemory(`the kernel killed the process for want of memory${seen}. ${REMEDY}`);
    // Guards of memory outside the kernel kill as well, and say nothing.
    if ((end.peakRssBytes ?? 0) > end.memoryBytes / 2)
      return outOfMemory(
        `the process was killed (SIGKILL), for want of memory as it seems${seen}. ${REMEDY}`,
      );
    const who =
      kernelKilled === null
        ? 'by the system for want of memory, unless somebody did it by hand'
        : 'from outside, by hand or by a program: the kernel counts no kill for want of memory since it began';
    return died(`the process was killed (SIGKILL): ${who}${seen}`);
  }
  const [, panic] = /panicked at [^\n]*\n([^\n]+)/.exec(stderr) ?? [];
  if (signal !== null && panic !== undefined)
    return died(
      `the process ended by ${signal}: the tokenizer's library broke down on a text (${panic.trim()}). Is its tokenizer.json sound?`,
    );
  if (signal !== null) return died(`the process ended by ${signal}`);
  if (exitCode === null) return died('the process could not be started');
  return died(`the process ended with exit code ${exitCode} before it answered`);
}

/** The same for an error that the process lived to tell. */
export function nameOf(error: { readonly name: string; readonly message: string }): string {
  return wantsMemory(error.message) ? 'OutOfMemory' : error.name;
}

/** As the system says it, and as readers and writers of files of ours do. */
export const isFullDisk = ({ message }: { readonly message: string }): boolean =>
  /ENOSPC|EDQUOT|no space left/i.test(message);

/** As V8, libstdc++, libc, onnxruntime and CUDA say it. */
const wantsMemory = (text: string): boolean =>
  /out of memory|bad_alloc|cannot allocate memory|ENOMEM|failed to allocate memory|array buffer allocation failed/i.test(
    text,
  );

const outOfMemory = (message: string): Cause => ({ name: 'OutOfMemory', message });
const died = (message: string): Cause => ({ name: 'ProcessDied', message });

function held({ peakRssBytes, memoryBytes }: Ending): string {
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  return peakRssBytes === null
    ? ''
    : `; it was last seen with ${gib(peakRssBytes)} of ${gib(memoryBytes)} GiB`;
}
