import { expect, test } from 'vitest';
import type { Took } from '@adaptbench/results';
import type { Named } from '../engines.ts';
import { decide, decided, hopeless } from './decide.ts';
import type { Demand } from './demand.ts';
import type { Probed } from './measure.ts';
import { choiceText, onlyText } from './text.ts';
import type { WorkName } from './works.ts';

const ort = { engine: 'ort', device: 'cpu' };
const other = { engine: 'tfjs', device: 'tensorflow' };
const took = (cpuMs: number): Took => ({ cpuMs, wallMs: 10 * cpuMs });

/** `load`: milliseconds until it is loaded. */
const probed = (
  named: Named,
  load: number,
  rounds: Readonly<Partial<Record<WorkName, readonly number[]>>>,
): Probed => ({
  ...named,
  opened: { type: 'opened', version: 'of a test', threads: 1, load: took(load), factor: 1 },
  first: {},
  rounds: Object.fromEntries(Object.entries(rounds).map(([name, ms]) => [name, ms.map(took)])),
});
/** A training of 100 steps and 50 batches of questions. */
const demand: Demand = {
  processes: 2,
  compiles: { 'train step': 1, prompt: 2, decode: 0 },
  works: { 'train step': 100, prompt: 50, decode: 0 },
};
const usual = (n: number): Probed =>
  probed(ort, 100, { 'train step': Array(n).fill(20), prompt: Array(n).fill(10) });
const choiceOf = (rival: Probed, n = 7): string => {
  return choiceText(decide([usual(n), rival], demand), '4 trials');
};

test('another engine is taken where the run as a whole is shorter in every round, by the processor’s clock', () => {
  const steps = [12, 13, 12, 14, 12, 13, 12];
  // 2·400 + 100·12 + 50·12 = 2600 beside 2·100 + 100·20 + 50·10 = 2700
  expect(choiceOf(probed(other, 400, { 'train step': steps, prompt: Array(7).fill(12) }))).toBe(
    'ort on cpu: 4 trials with tfjs on tensorflow would take 0.96 times (0.96–1.04) as long (train step 0.60, prompt 1.20, start of a process +0.3 s), which is within what the measurement spreads; by a short measurement of this model',
  );
  expect(choiceOf(probed(other, 100, { 'train step': steps, prompt: Array(7).fill(12) }))).toBe(
    'tfjs on tensorflow: 4 trials would take 0.74 times (0.74–0.81) as long as with ort on cpu (train step 0.60, prompt 1.20, start of a process +0.0 s), by a short measurement of this model',
  );
});

test('few rounds are enough to stay, and never to change', () => {
  const slow = probed(other, 900, { 'train step': [19, 19, 19], prompt: [9, 9, 9] });
  const fast = probed(other, 100, { 'train step': [2, 2, 2], prompt: [1, 1, 1] });
  const early = probed(other, 900, { 'train step': [19, 19], prompt: [9, 9] });
  expect(decided([usual(3), slow], demand)).toBe(true);
  expect(decided([usual(3), fast], demand)).toBe(false);
  expect(decided([usual(2), early], demand)).toBe(false);
  expect(decided([probed(ort, 100, {}), probed(other, 900, {})], demand)).toBe(false);
  expect(decide([usual(3), fast], demand).chosen).toMatchObject(ort);
});

test('a card is held against a processor by the clock on the wall', () => {
  const card = { engine: 'ort', device: 'cuda' };
  // Its process computes next to nothing by itself.
  const rounds = { 'train step': Array<number>(7).fill(3), prompt: Array<number>(7).fill(1) };
  expect(decide([usual(7), probed(card, 100, rounds)], demand).rows[1]).toMatchObject({ readyMs: 1000 });
});

test('what was not measured says why', () => {
  const absent = [{ ...other, reason: 'not built' }];
  expect(onlyText([ort], absent)).toBe(
    'ort on cpu, the only one that can be used here (absent: tfjs:tensorflow; `pnpm bench doctor` says what they need)',
  );
  expect(onlyText([ort, other], [])).toBe('ort on cpu: no trial asks a model');
  expect(onlyText([{ engine: 'tfjs', device: 'wasm' }], [])).toBe('tfjs on wasm');
});

test('compiling counts where it is done, and as long as the whole model takes', () => {
  const compiled = (named: Named, first: Readonly<Partial<Record<WorkName, Took>>>): Probed => {
    const one = probed(named, 100, { 'train step': [20, 20, 20], prompt: [10, 10, 10] });
    return { ...one, first, opened: { ...one.opened, factor: 3 } };
  };
  const [row] = decide([compiled(ort, { 'train step': took(50), prompt: took(30) })], demand).rows;
  // (2·100 + 1·3·(50 − 20) + 2·3·(30 − 10)) / 2
  expect(row).toMatchObject({ readyMs: 205, works: { 'train step': 60, prompt: 30 } });
});

test('an engine whose processes take longer to start than the whole run is not measured further', () => {
  // 2·100 + 100·20 + 50·10 = 2700 beside 2·900 and 1·first step
  const starting = (first: number): Probed => ({
    ...probed(other, 900, {}),
    first: { 'train step': took(first) },
  });
  expect(hopeless(starting(901), usual(2), demand)).toBe(true);
  expect(hopeless(starting(899), usual(2), demand)).toBe(false);
  expect(hopeless(starting(901), probed(ort, 100, {}), demand)).toBe(false);
  expect(decided([usual(2), starting(901)], demand)).toBe(true);
  expect(decided([usual(2), starting(899)], demand)).toBe(false);
  const decision = decide([usual(2), starting(1200)], demand);
  expect(decision.chosen).toMatchObject({ ...ort, works: { 'train step': 20, prompt: 10 } });
  expect(choiceText(decision, '4 trials', '2026-03-01T10:00:00.000Z')).toBe(
    'ort on cpu: 4 trials with tfjs on tensorflow would take 3.0 s to start their processes, and 2.7 s as a whole here; by a measurement of this model’s shapes on 2026-03-01 (`pnpm bench doctor` measures anew)',
  );
});
