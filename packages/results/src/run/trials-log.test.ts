import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { done, failed, specs } from '../testing/records.ts';
import { TrialsLog, readTrials } from './trials-log.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-log-'));
  file = path.join(dir, 'trials.jsonl');
});
afterEach(() => rmSync(dir, { recursive: true }));
const [a, b, c] = specs().map((spec) => done(spec));
const write = (...records: Parameters<TrialsLog['append']>) => {
  const log = new TrialsLog(file);
  for (const record of records) log.append(record);
  log.close();
};

describe('trials.jsonl', () => {
  test('gives back what was written, over several openings', () => {
    expect(readTrials(file)).toEqual([]);
    write(a!);
    write(b!);
    expect(readTrials(file)).toEqual([a, b]);
  });
  test('counts the last record of a trial, so a retry replaces a failure', () => {
    write(failed(a!.spec));
    write(a!);
    expect(readTrials(file)).toEqual([a]);
  });
  test('cut anywhere in its last line loses that line only, and goes on from there', () => {
    write(a!);
    write(b!);
    const whole = readFileSync(file);
    const first = whole.indexOf(0x0a) + 1;
    for (const cut of [first, first + 1, first + 200, whole.length - 2]) {
      writeFileSync(file, whole.subarray(0, cut));
      expect(readTrials(file)).toEqual([a]);
      write(c!);
      expect(readTrials(file)).toEqual([a, c]);
    }
    writeFileSync(file, whole);
    truncateSync(file, whole.length - 1);
    expect(readTrials(file)).toEqual([a, b]);
    write(c!);
    expect(readTrials(file)).toEqual([a, b, c]);
  });
  test('with a bad line in the middle is refused, with its place', () => {
    write(a!);
    appendFileSync(file, '{"id":"0"}\n');
    expect(() => readTrials(file)).toThrow(`${file}:2: not a trial's record`);
  });
  test('on a disk that is full says so, and is as it was before', () => {
    write(a!);
    const before = readFileSync(file, 'utf8');
    let room = 100;
    const log = new TrialsLog(file, (fd, bytes) => {
      if (room === 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const n = writeSync(fd, bytes, 0, Math.min(room, bytes.length));
      room -= n;
      return n;
    });
    expect(() => log.append(b!)).toThrow(
      `${file}: the disk is full (ENOSPC). Make room, or choose a folder on another disk. All trials before this one are safe.`,
    );
    log.close();
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readTrials(file)).toEqual([a]);
  });
});
