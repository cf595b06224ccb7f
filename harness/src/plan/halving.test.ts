import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, specs, split } from '../__fixtures__/records.ts';
import type { TrialRecord } from '../trial/record.ts';
import { type TrialSpec, configurationId } from '../trial/spec.ts';
import { BUDGET, schedule, stages } from './halving.ts';

const ranks = Array.from({ length: 12 }, (_, i) => i + 1);
const plan = specs({ seeds: 2, set: { 'lora.rank': ranks, 'icl.shots': [0, 1, 2, 4] } });

/** As if every screening trial of rank r answered r + 10 of 40 items, and icl 5. */
const answer = (spec: TrialSpec): TrialRecord =>
  done(spec, split(spec.method === 'lora' ? 10 + Number(spec.config['rank']) : 5, 40), split(70, 100));

function playOut(outcome = answer): { stages: ReturnType<typeof stages>; records: TrialRecord[] } {
  const records: TrialRecord[] = [];
  for (;;) {
    const known = stages(plan, records);
    const now = known.at(-1)!;
    records.push(...now.specs.map(outcome));
    if (now.last) return { stages: known, records };
  }
}

describe('a schedule', () => {
  test('costs at most a quarter of the sweep, with two finalists at least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 6 }), (n, seeds) => {
        const planned = schedule(n, seeds);
        if (planned === null) return;
        const screens = planned.screens.reduce((sum, s) => sum + s.configurations * s.share, 0);
        expect(screens + planned.finalists * seeds).toBeLessThanOrEqual(BUDGET * n * seeds);
        expect(planned.finalists).toBeGreaterThanOrEqual(2);
        for (const s of planned.screens) expect(s.share).toBeGreaterThan(0);
      }),
    );
  });
  test('is refused for a sweep too small to be halved', () => {
    expect(schedule(15, 3)).toBeNull();
    expect(schedule(16, 3)).not.toBeNull();
    expect(() => stages(specs({ seeds: 2 }), [])).toThrow(
      '--halving: 4 configurations are too few to be halved',
    );
  });
});

describe('stages', () => {
  test('screen all with one seed, then fewer with more, then run the best whole with every seed', () => {
    const { stages: all } = playOut();
    expect(all.map(({ specs: own, last }) => [own.length, last])).toEqual([
      [16, false],
      [6, false],
      [4, true],
    ]);
    const shares = all.map((stage) => stage.specs[0]?.screen);
    expect(shares[0]).toBeLessThan(shares[1]!);
    expect(shares[2]).toBeUndefined();
  });
  test('the best configuration goes through, and the best that trains nothing as the yardstick', () => {
    const finalists = playOut().stages.at(-1)!.specs;
    expect([
      ...new Set(finalists.map((s) => `${s.method} ${Number(s.config['rank'] ?? s.config['shots'])}`)),
    ]).toEqual(['icl 0', 'lora 12']);
  });
  test('are the same when a run is cut off and goes on', () => {
    const { stages: all, records } = playOut();
    for (let cut = 0; cut <= records.length; cut++) {
      const known = stages(plan, records.slice(0, cut));
      expect(known).toEqual(all.slice(0, known.length));
    }
  });
  test('a configuration that fails its screening is out', () => {
    const { stages: all } = playOut((spec) => (spec.config['rank'] === 12 ? failed(spec) : answer(spec)));
    expect(all.at(-1)!.specs.some((spec) => spec.config['rank'] === 12)).toBe(false);
  });
  test('screening trials are other trials of the same configuration', () => {
    const [first] = stages(plan, []);
    expect(new Set(first!.specs.map(configurationId))).toEqual(new Set(plan.map(configurationId)));
  });
});
