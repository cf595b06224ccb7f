import { describe, expect, test } from 'vitest';
import { type DoneTrial, configurationId, trialId } from '@adaptbench/results';
import { done, failed, skipped, specs, timingFixture } from '@adaptbench/results/testing';
import { type Timing, measuresMemory, pending, toTime } from './pending.ts';

const plan = specs({ seeds: 2, sweep: false });
const [icl0, lora0, icl1, lora1] = plan;

describe('what is still to run', () => {
  test('is everything, in the plan’s order, at first', () => expect(pending(plan, [], false)).toEqual(plan));
  test('is not what is done, skipped or failed', () => {
    expect(pending(plan, [done(icl0!), skipped(lora0!), failed(icl1!)], false)).toEqual([lora1]);
  });
  test('is what failed as well, when asked', () => {
    expect(pending(plan, [done(icl0!), skipped(lora0!), failed(icl1!)], true)).toEqual([icl1, lora1]);
  });
});

describe('a trial’s memory is measured', () => {
  const measured = (which: Timing['which'], elsewhere: readonly string[] = [], of = plan) =>
    of.filter(measuresMemory(of, { which, elsewhere: new Set(elsewhere) }));

  test('in all trials, unless chosen configurations alone are', () => {
    for (const which of ['all', 'first-seed', 'none'] as const) expect(measured(which)).toEqual(plan);
  });
  test('in a configuration’s first training, where they are: answering is measured with the times of requests', () => {
    expect(measured('chosen')).toEqual([lora0]);
    expect(measured('chosen', [configurationId(lora0!)])).toEqual([]);
  });
  const looks = plan.map((spec) => ({ ...spec, screen: { steps: 0.1, items: 4, paused: true as const } }));
  test('in all trials on a card, whose memory is known of a whole process', () => {
    const cards = [...plan, ...looks].map((spec) => ({ ...spec, device: 'cuda' }));
    expect(measured('chosen', [], cards)).toEqual(cards);
    expect(measured('none', [], cards)).toEqual(cards);
  });
  test('in no look at a paused training, of which the whole trial tells, but in those that are thrown away', () => {
    for (const which of ['all', 'first-seed', 'chosen', 'none'] as const)
      expect(measured(which, [], looks)).toEqual([]);
    const apart = plan.map((spec) => ({ ...spec, screen: { steps: 0.1, items: 4 } }));
    expect(measured('chosen', [], apart)).toEqual(apart);
  });
});

describe('requests are timed', () => {
  const open = (spec = icl0!): DoneTrial => ({ ...done(spec), timing: null });
  const timed = { ...done(lora0!), timing: timingFixture(lora0!) };
  const names = new Map(plan.map((spec) => [trialId(spec), `${spec.method} ${spec.seed}`]));
  const lists = (records: Parameters<typeof toTime>[1], more: Partial<Timing> = {}, of = plan) =>
    toTime(of, records, {
      which: 'first-seed',
      elsewhere: new Set(),
      retryFailed: false,
      ...more,
    }).map((list) => list.map(({ id }) => names.get(id) ?? id));

  test('of the first seed of each configuration that can be timed', () => {
    expect(lists(plan.map(open))).toEqual([
      ['icl 0', 'icl 1'],
      ['lora 0', 'lora 1'],
    ]);
    expect(lists([open(icl0), failed(lora0!), open(lora1)])).toEqual([['icl 0'], ['lora 1']]);
  });
  test('not of a configuration that has its times, or whose trials are all refused', () => {
    expect(lists([open(icl0), timed, open(lora1)])).toEqual([['icl 0']]);
    const refused = { ...open(lora0), notes: ['not timed: TypeError: no'] };
    expect(lists([refused])).toEqual([]);
    expect(lists([refused, open(lora1)])).toEqual([['lora 1']]);
    expect(lists([refused], { retryFailed: true })).toEqual([['lora 0']]);
  });
  test('of all or of none, when told so', () => {
    expect(lists([...plan.slice(0, 3).map(open), timed], { which: 'all' })).toEqual([['icl 0'], ['icl 1']]);
    expect(lists(plan.map(open), { which: 'none' })).toEqual([]);
  });
  test('of the configuration that validation chooses for each method, when told so', () => {
    const ranks = specs({ methods: ['lora'], set: { 'lora.rank': [1, 2] } });
    const right = (spec: (typeof ranks)[number], correct: number): DoneTrial => {
      const record = open(spec);
      const validation = { ...record.accuracy.validation, correct, outcomes: null };
      return { ...record, accuracy: { ...record.accuracy, validation } };
    };
    const records = [right(ranks[0]!, 10), right(ranks[1]!, 20)];
    expect(lists(records, { which: 'chosen' }, ranks)).toEqual([[trialId(ranks[1]!)]]);
  });
  test('elsewhere, where another shard has the first seed', () => {
    const elsewhere = new Set([configurationId(lora0!)]);
    expect(lists(plan.map(open), { elsewhere })).toEqual([['icl 0', 'icl 1']]);
  });
});
