import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { watchMemory, watchOwnRss } from './memory-watch.ts';

const MB = 2 ** 20;
const linux = process.platform === 'linux';

/** A Node.js process that does one thing and then waits; ends with the test. */
async function doing(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [
    '-e',
    `${script}; console.log('done'); setTimeout(() => {}, 10_000)`,
  ]);
  await once(child.stdout, 'data');
  return child;
}
async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a watched process', () => {
  test('has a sampled peak that is no more than its high-water mark, and is known when it dies', async () => {
    const child = await doing(`globalThis.x = Buffer.alloc(${200 * MB}, 1)`);
    const watch = watchMemory(child.pid!, 20);
    await end(child);
    const { sampled, highWater } = watch.stop();
    expect(!linux || (sampled! > 200 * MB && sampled! <= highWater!)).toBe(true);
  });
  test('is seen at its peak, though that is over in the end; a restart forgets it', async () => {
    const grow = `let x = Buffer.alloc(${200 * MB}, 1); setTimeout(() => { x = null; gc(); process.stdout.write('freed') }, 500)`;
    const child = spawn(process.execPath, ['--expose-gc', '-e', `${grow}; setTimeout(() => {}, 10_000)`]);
    const watch = watchMemory(child.pid!, 20);
    await once(child.stdout, 'data');
    const { sampled } = watch.stop();
    const again = watchMemory(child.pid!, 20);
    again.restart();
    const later = again.stop();
    await end(child);
    expect(!linux || sampled! > 200 * MB).toBe(true);
    expect(!linux || later.sampled! < sampled! - 100 * MB).toBe(true);
    expect(!linux || later.highWater! > 200 * MB).toBe(true);
  });
});

test('a process samples itself only where nobody else can', () => {
  const sampled = watchOwnRss().highest();
  expect(linux ? sampled === null : (sampled ?? 0) > MB).toBe(true);
});
