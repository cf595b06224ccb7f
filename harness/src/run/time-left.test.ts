import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, specs } from '@adaptbench/results/testing';
import { type TrialSpec, configurationId } from '@adaptbench/results';
import { timeLeft } from './time-left.ts';

const [icl0, lora0, icl1, lora1] = specs({ seeds: 2, sweep: false });
const adapter = lora0 && { ...lora0, method: 'adapter', config: {} };
const lasting = (seconds: number, spec = icl0!) => ({ ...done(spec), seconds });
/** After so many seconds, in which the first of `rest`, or the first `lanes` of them, ran. */
const left = (
  records: Parameters<typeof timeLeft>[0],
  rest: readonly TrialSpec[],
  elapsed: number,
  lanes = 1,
) => {
  let now = 100;
  const time = timeLeft(records, rest, lanes, () => now);
  for (const spec of rest.slice(0, lanes)) time.begin(spec);
  now += elapsed;
  return time.seconds();
};

describe('the time left', () => {
  test('is not known before a trial is done', () => {
    expect(left([], [icl1!], 3)).toBeNull();
    expect(left([failed(icl0!)], [icl1!], 3)).toBeNull();
  });
  // A run of 71 trials began with "29 s left" after its baselines, and took four minutes.
  test('is not known while some train and none that does is done', () => {
    expect(left([lasting(1)], [icl1!, lora0!], 0)).toBeNull();
    expect(left([lasting(1)], [lora0!], 0)).toBeNull();
    expect(left([lasting(60, lora0)], [icl0!, lora1!], 0)).toBeNull();
  });
  test('goes by the same configuration first, else by others of the method, else by others that train', () => {
    expect(left([lasting(10), lasting(60, lora0)], [icl1!, lora1!], 0)).toBe(70);
    expect(left([lasting(10), lasting(60, lora0)], [icl1!, adapter!], 0)).toBe(70);
  });
  test('takes off what the running trial has spent, never below none', () => {
    expect(left([lasting(10)], [icl1!], 4)).toBe(6);
    expect(left([lasting(10)], [icl1!], 40)).toBe(0);
  });
  test('is shared by trials that run at once, but no less than the longest of them needs', () => {
    expect(left([lasting(10)], [icl0!, icl1!, icl0!], 0, 2)).toBe(15);
    expect(left([lasting(10), lasting(60, lora0)], [icl1!, lora1!], 5, 2)).toBe(55);
  });
  test('is what its definition says after any trials', () => {
    const all = specs({ seeds: 3, set: { 'icl.shots': [0, 2, 4], 'lora.rank': [1, 2] } });
    const outcome = fc.record({ at: fc.nat(all.length - 1), seconds: fc.nat(100), fails: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 8 }),
        fc.shuffledSubarray(all),
        fc.nat(8),
        (past, queue, n) => {
          const records = past.map(({ at, seconds, fails }) =>
            fails ? failed(all[at]!) : lasting(seconds, all[at]),
          );
          const time = timeLeft(records, queue, 1);
          for (const [i, spec] of queue.slice(0, n).entries()) {
            time.begin(spec);
            records.push(i % 3 === 2 ? failed(spec) : lasting(7 * i, spec));
            time.end(records.at(-1)!);
          }
          const known = records.filter((record) => record.state === 'done');
          const mean = (of: typeof known) =>
            of.length === 0 ? null : of.reduce((sum, record) => sum + record.seconds, 0) / of.length;
          const expected = queue.slice(n).map((spec) => {
            const same = known.filter((r) => configurationId(r.spec) === configurationId(spec));
            const trains = (of: TrialSpec) => of.training !== null;
            const works = known.filter((r) => trains(r.spec) === trains(spec));
            return mean(same) ?? mean(known.filter((r) => r.spec.method === spec.method)) ?? mean(works);
          });
          const sum = expected.reduce<number>((a, b) => a + (b ?? 0), 0);
          const isKnown = known.length > 0 && !expected.includes(null);
          expect(time.seconds() ?? -1).toBeCloseTo(isKnown ? sum : -1, 6);
        },
      ),
      { numRuns: 200 },
    );
  });
  // A progress event cost half a second of the processor that is being measured, with 5,000 trials done.
  test('costs nothing to ask, however many trials are done', () => {
    const many = specs({ seeds: 2000, sweep: false });
    const time = timeLeft(
      many.map((spec) => lasting(1, spec)),
      many,
      1,
    );
    time.begin(many[0]!);
    const start = process.cpuUsage();
    for (let i = 0; i < 10_000; i++) time.seconds();
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });
});
