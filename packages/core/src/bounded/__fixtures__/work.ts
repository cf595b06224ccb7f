/** Functions that end well, badly and never, for tests of bounded calls. */
import { ConfigError, LoadError } from '../../basics/errors.ts';

export const twice = (texts: readonly string[]): Promise<readonly string[]> =>
  Promise.resolve(texts.map((text) => text + text));

export function fail(kind: 'load' | 'config' | 'other'): never {
  if (kind === 'load') throw new LoadError('f.csv:2: is broken.');
  if (kind === 'config') throw new ConfigError('cannot be.');
  throw new TypeError('a slip');
}

/** A promise that nobody waits for is refused before the one that is answered. */
export async function dropped(): Promise<string> {
  void Promise.reject(new Error('dropped'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  return 'answered';
}

/** Works for a time that it asks for itself. */
export function askForMore(seconds: number, more: (seconds: number) => void): string {
  more(seconds);
  for (const end = performance.now() + seconds * 500; performance.now() < end;);
  return 'done';
}

export function loop(): never {
  for (;;);
}

/** Machine code that does not return: what V8 does with this expression can be stopped by ending the process only. */
export const backtrack = (): boolean => /^(a+)+$/u.test(`${'a'.repeat(60)}!`);

export const wait = (): Promise<never> => new Promise(() => setInterval(() => {}, 1000));

/** Outside V8's heap. */
export function grow(): never {
  const kept: Uint8Array[] = [];
  for (;;) kept.push(new Uint8Array(2 ** 24).fill(1));
}

/** Within it. */
export function growHeap(): never {
  const kept: number[][] = [];
  for (;;) kept.push(Array<number>(1_000_000).fill(0.5));
}

export const die = (): never => process.exit(7);

/** As V8 ends a process where it finds itself at fault. */
export const crash = (): never => process.abort();
