import { describe, expect, test } from 'vitest';
import { type Ending, causeOfDeath, isFullDisk, nameOf } from './death.ts';

const GIB = 2 ** 30;
const cause = (more: Partial<Ending>): string => {
  const { name, message } = causeOfDeath({
    exitCode: null,
    signal: null,
    stderr: '',
    peakRssBytes: null,
    kernelKilled: false,
    memoryBytes: 16 * GIB,
    ...more,
  });
  return `${name}: ${message}`;
};

describe('the cause of a process’s death', () => {
  test('is memory where the kernel, V8 or the C++ library says so', () => {
    expect(cause({ signal: 'SIGKILL', kernelKilled: true, peakRssBytes: 7.5 * GIB })).toBe(
      'OutOfMemory: the kernel killed the process for want of memory; it was last seen with 7.5 of 16.0 GiB. A smaller batch (train.batchSize) or a smaller model needs less.',
    );
    expect(
      cause({
        signal: 'SIGABRT',
        stderr:
          'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb78db3',
      }),
    ).toBe(
      'OutOfMemory: the process reached the limit of its JavaScript heap. NODE_OPTIONS=--max-old-space-size=<MiB> raises it',
    );
    expect(
      cause({
        signal: 'SIGABRT',
        stderr: "terminate called after throwing an instance of 'std::bad_alloc'",
      }),
    ).toMatch(/^OutOfMemory: the process could get no more memory\./);
  });
  test('is the library of the tokenizer where that says so', () => {
    const stderr =
      "thread '<unnamed>' panicked at onig-6.5.3/src/lib.rs:647:23:\nOnig: Regex search error: retry-limit-in-match over\nstack backtrace:";
    expect(cause({ signal: 'SIGABRT', stderr })).toBe(
      "ProcessDied: the process ended by SIGABRT: the tokenizer's library broke down on a text (Onig: Regex search error: retry-limit-in-match over). Is its tokenizer.json sound?",
    );
  });
  test('is memory as it seems where a process that held most of it is killed', () => {
    expect(cause({ signal: 'SIGKILL', peakRssBytes: 15 * GIB })).toMatch(
      /^OutOfMemory: the process was killed \(SIGKILL\), for want of memory as it seems; it was last seen with 15\.0 of 16\.0 GiB\./,
    );
  });
  test('is not known where a small one is killed, or where the kernel does not tell', () => {
    expect(cause({ signal: 'SIGKILL', peakRssBytes: GIB })).toBe(
      'ProcessDied: the process was killed (SIGKILL): from outside, by hand or by a program: the kernel counts no kill for want of memory since it began; it was last seen with 1.0 of 16.0 GiB',
    );
    expect(cause({ signal: 'SIGKILL', kernelKilled: null })).toBe(
      'ProcessDied: the process was killed (SIGKILL): by the system for want of memory, unless somebody did it by hand',
    );
  });
  test('is what it is otherwise', () => {
    expect(cause({ signal: 'SIGSEGV' })).toBe('ProcessDied: the process ended by SIGSEGV');
    expect(cause({ exitCode: 7 })).toBe('ProcessDied: the process ended with exit code 7 before it answered');
    expect(cause({})).toBe('ProcessDied: the process could not be started');
  });
});

test.each([
  ['std::bad_alloc', 'OutOfMemory'],
  ['bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4096', 'OutOfMemory'],
  ['Array buffer allocation failed', 'OutOfMemory'],
  ['CUDA failure 2: out of memory', 'OutOfMemory'],
  ['ENOMEM: not enough memory, read', 'OutOfMemory'],
  ['the loss is no number', 'TypeError'],
])('an error that says “%s” is one of %s', (message, name) => {
  expect(nameOf({ name: 'TypeError', message })).toBe(name);
});

test('a full disk is told from other errors', () => {
  expect(isFullDisk({ message: 'ENOSPC: no space left on device, write' })).toBe(true);
  expect(isFullDisk({ message: 'ENOENT: no such file' })).toBe(false);
});
