/** What a reading was worth. */
import { ConfigError, LoadError } from '@adaptbench/core';
import { EngineError } from '@adaptbench/graph';
import type { Read } from './parser.ts';

/**
 * `clean`: an error that says what is wrong. `leaky`: such an error whose text is a library's own slip. `raw`: another error, which a
 * user would see with its stack. `wrong`: taken, and the content is not the file's. `hang`: more than two seconds of processor.
 * `crash`: the process died. `heavy`: more than a GiB of memory.
 */
export const verdicts = ['clean', 'accepted', 'leaky', 'raw', 'wrong', 'hang', 'crash', 'heavy'] as const;
export type Verdict = (typeof verdicts)[number];
/** Verdicts of which there must be none. */
export const faults: readonly Verdict[] = ['leaky', 'raw', 'wrong', 'hang', 'crash', 'heavy'];

export const CPU_SECONDS = 2;
export const HEAVY_BYTES = 2 ** 30;

/** Texts that a program writes about itself. */
const SLIP =
  /Cannot (?:read|set|convert|mix|destructure)|is not (?:a function|iterable|a constructor)|\bundefined\b|\[object |Invalid (?:array|typed array|string|count|data ?view)|Maximum call stack|out of bounds|Offset is outside|before initialization/i;

export const verdictOf = (read: Read): Verdict => {
  if (read.state === 'accepted') return read.wrong === null ? 'accepted' : 'wrong';
  if (!read.clean) return 'raw';
  return SLIP.test(read.message) ? 'leaky' : 'clean';
};

/** Runs a reader; `check` looks at what it made and says what is wrong with it. */
export async function reading<T>(
  read: () => T | Promise<T>,
  check: (made: T) => string | null | Promise<string | null> = () => null,
): Promise<Read> {
  let made: T;
  try {
    made = await read();
  } catch (error) {
    return refused(error);
  }
  return { state: 'accepted', wrong: await check(made) };
}

const refused = (error: unknown): Read => ({
  state: 'refused',
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  clean: [LoadError, ConfigError, EngineError].some((kind) => error instanceof kind),
});
