import { describe, expect, it } from 'vitest';
import { ConfigError, LoadError } from '../basics/errors.ts';
import type * as work from './__fixtures__/work.ts';
import { boundedCall } from './call.ts';

const module = new URL('__fixtures__/work.ts', import.meta.url);
const bounds = { what: 'f.parquet', mend: 'Write it anew.', seconds: 10, mebibytes: 400 };

// Each starts a process, which takes its time; they do not disturb each other, for bounds are of processor time.
describe.concurrent('a bounded call', () => {
  it('gives what the function gives, however large', async () => {
    const texts = Array.from({ length: 100_000 }, (_, i) => `很好 ${i}`);
    const doubled = await boundedCall<typeof work.twice>(module, 'twice', [texts], bounds);
    expect(doubled).toHaveLength(100_000);
    expect(doubled[99_999]).toBe('很好 99999很好 99999');
  });

  it('throws what the function throws, by class where it is one of ours', async () => {
    const fail = (kind: 'load' | 'config' | 'other'): Promise<never> =>
      boundedCall<typeof work.fail>(module, 'fail', [kind], bounds);
    await expect(fail('load')).rejects.toEqual(new LoadError('f.csv:2: is broken.'));
    await expect(fail('load')).rejects.toBeInstanceOf(LoadError);
    await expect(fail('config')).rejects.toBeInstanceOf(ConfigError);
    await expect(fail('other')).rejects.toMatchObject({ name: 'TypeError', message: 'a slip' });
  });

  it('outlives promises that are refused and nobody’s', async () => {
    expect(await boundedCall<typeof work.dropped>(module, 'dropped', [], bounds)).toBe('answered');
  });

  it.each(['loop', 'backtrack', 'wait'] as const)('ends a function that does not: %s', async (name) => {
    await expect(
      boundedCall<(typeof work)[typeof name]>(module, name, [], { ...bounds, seconds: 0.1 }),
    ).rejects.toEqual(
      new LoadError('f.parquet: took more than 0.1 s of processor time, and was given up. Write it anew.'),
    );
  });

  it('gives a function the time that it asks for', async () => {
    expect(
      await boundedCall<typeof work.askForMore>(module, 'askForMore', [0.6], { ...bounds, seconds: 0.1 }),
    ).toBe('done');
  });

  it.each(['grow', 'growHeap'] as const)('ends a function that takes too much memory: %s', async (name) => {
    await expect(boundedCall<(typeof work)[typeof name]>(module, name, [], bounds)).rejects.toEqual(
      new LoadError('f.parquet: took more than 400 MiB of memory, and was given up. Write it anew.'),
    );
  });

  it('says that the process died', async () => {
    await expect(boundedCall<typeof work.die>(module, 'die', [], bounds)).rejects.toThrow(
      'f.parquet: the process that worked on it died (exit code 7). Write it anew.',
    );
    await expect(boundedCall<typeof work.crash>(module, 'crash', [], bounds)).rejects.toThrow(
      /^f\.parquet: the process that worked on it died \((?:SIGABRT|SIGTRAP|exit code \d+)\)\. Write it anew\.$/u,
    );
  });
});
