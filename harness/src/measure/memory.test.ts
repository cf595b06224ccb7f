import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { currentRssBytes, peakRssBytes, peakRssBytesOf, resetPeakRss, watchPeakRss } from './memory.ts';

const MB = 2 ** 20;

describe('memory', () => {
  test('the peak is at least what is resident, and rises with what is touched', () => {
    const before = peakRssBytes();
    const held = Buffer.alloc(256 * MB, 1);
    expect(held[1000]).toBe(1);
    expect(peakRssBytes()).toBeGreaterThan(before + 100 * MB);
    expect(peakRssBytes()).toBeGreaterThanOrEqual(currentRssBytes() - 16 * MB);
  });
  test('a reset forgets peaks that are over', () => {
    const reset = resetPeakRss();
    expect(!reset || peakRssBytes() < currentRssBytes() + 64 * MB).toBe(true);
  });
  test('another process’s peak is known while it lives', async () => {
    const grow = `globalThis.x = Buffer.alloc(${200 * MB}, 1); console.log('grown'); setTimeout(() => {}, 10_000)`;
    const child = spawn(process.execPath, ['-e', grow]);
    const watch = watchPeakRss(child.pid ?? 0, 20);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const peak = watch.stop();
    expect(process.platform !== 'linux' || (peak ?? 0) > 100 * MB).toBe(true);
  });
  test('a process that is gone tells nothing', () => expect(peakRssBytesOf(2 ** 30)).toBeNull());
});
