import { describe, expect, test } from 'vitest';
import { done, failed, specs, timingFixture } from '@adaptbench/results/testing';
import type { RunEvent } from './contract.ts';
import { progressWriter } from './progress.ts';
import { screenOn } from '@adaptbench/report';

const [icl, lora] = specs();
const at = { place: 1, planned: 4 };
const progress = (done: number, secondsLeft: number | null, phase: 'train' | 'time' = 'train'): RunEvent => ({
  type: 'progress',
  spec: lora!,
  ...at,
  phase,
  progress: { done, total: 40, text: 'loss 0.41' },
  secondsLeft: () => secondsLeft,
  thenTimed: phase === 'train',
});
const events: RunEvent[] = [
  { type: 'begin', planned: 4, toRun: 3 },
  { type: 'trial', spec: lora!, ...at },
  progress(1, null),
  progress(20, 130),
  { type: 'end', record: done(icl!), ...at },
  { type: 'end', record: failed(lora!), ...at },
  { type: 'timing', planned: 2 },
  progress(1, null, 'time'),
  { type: 'timed', record: { ...done(lora!), timing: timingFixture(lora!) }, place: 1, planned: 2 },
  { type: 'timed', record: { ...done(icl!), notes: ['not timed: no room'] }, place: 2, planned: 2 },
];
const shown = (isTTY: boolean, columns = 120) => {
  let text = '';
  const screen = screenOn({ isTTY, columns, write: (more: string) => (text += more) });
  const write = progressWriter(screen, (spec) => `${spec.method} seed ${spec.seed}`);
  for (const event of events) write(event);
  return text;
};

describe('progress', () => {
  test('in a pipe is a line an event, without control characters', () => {
    expect(shown(false)).toMatchInlineSnapshot(`
      "3 trials to run; 1 of 4 are there already
      [1/4] lora seed 0 · train
      [1/4] icl seed 0: validation 75.0 % (30/40), test 70.0 % (70/100) · 10 s
      [1/4] lora seed 0: failed in train: ProcessDied: the process was killed (SIGKILL) · 10 s
      2 configurations to time
      [1/4] lora seed 0 · time
      [1/2] lora seed 0: 24.9 ms per item
      [2/2] icl seed 0: not timed: no room
      "
    `);
  });
  test('on a terminal is one live line, and a lasting line for each trial', () => {
    expect(shown(true).replaceAll('\r\u001B[2K', '\n~ ')).toMatchInlineSnapshot(`
      "3 trials to run; 1 of 4 are there already

      ~ [1/4] lora seed 0 · starting
      ~ [1/4] lora seed 0 · train 1/40 loss 0.41
      ~ 2 min 10 s left, then timing · [1/4] lora seed 0 · train 20/40 loss 0.41
      ~ [1/4] icl seed 0: validation 75.0 % (30/40), test 70.0 % (70/100) · 10 s

      ~ [1/4] lora seed 0: failed in train: ProcessDied: the process was killed (SIGKILL) · 10 s
      2 configurations to time

      ~ [1/4] lora seed 0 · time 1/40 loss 0.41
      ~ [1/2] lora seed 0: 24.9 ms per item

      ~ [2/2] icl seed 0: not timed: no room
      "
    `);
  });
  test('never wraps the live line', () => {
    const live = shown(true, 30)
      .split('\r\u001B[2K')
      .filter((line) => !line.includes('\n'));
    expect(live.every((line) => line.length < 30)).toBe(true);
  });
  test('tells requests of seconds as such', () => {
    const timing = timingFixture(lora!);
    const slow = { ...timing, alone: { ...timing.alone, item: { ...timing.alone.item, p50: 2290 } } };
    let text = '';
    const screen = screenOn({ isTTY: false, columns: 120, write: (more: string) => (text += more) });
    progressWriter(
      screen,
      () => 'lora',
    )({
      type: 'timed',
      record: { ...done(lora!), timing: slow },
      place: 1,
      planned: 1,
    });
    expect(text).toBe('[1/1] lora: 2.3 s per item\n');
  });
});
