/** The tables of memory and latency: which seeds their numbers come from, and what older runs still have. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { done, specs } from '../testing/records.ts';
import { readManifest } from '../run/manifest.ts';
import { readTrials } from '../run/trials-log.ts';
import { timingFixture } from '../testing/timing.ts';
import type { DoneTrial } from '../record/record.ts';
import { type Cell, type Table, view } from './table.ts';
import { tablesOf } from './tables.ts';

const MiB = 2 ** 20;
const plan = specs({ methods: ['icl', 'lora'], sweep: false, seeds: 2 });
const [icl, lora, , lora1] = plan;
/** The first row's cells by header. */
const cells = (table: Table | undefined, row = 0): Record<string, Cell> =>
  Object.fromEntries(table!.columns.map(({ header }, i) => [header, table!.rows[row]![i]!]));
const tableOf = (name: string, records: readonly DoneTrial[]): Table =>
  tablesOf(plan, records).tables.find((table) => table.name === name)!;
const timed = (spec: DoneTrial['spec']): DoneTrial => ({ ...done(spec), timing: timingFixture(spec) });

describe('latency', () => {
  test('is that of the configuration’s timed seed', () => {
    const { evaluationTimes: _, ...untimed } = done(lora1!);
    const records = [timed(lora!), untimed];
    expect(cells(tableOf('latency', records), 1)).toMatchObject({
      'item p50 (ms)': timingFixture(lora!).alone.item.p50,
      'item p95 (ms)': timingFixture(lora!).alone.item.p95,
      'item n (calls)': 80,
      'first token p50 (ms)': 23.9375,
      'merged item p50 (ms)': timingFixture(lora!).merged!.item.p50,
      'cached item p50 (ms)': null,
      'merged: max |Δ logit| (logits)': 2e-5,
      'timed generation (tokens)': 16,
      'switch of task (ms)': 3,
    });
  });
  test('is the mean where several seeds were timed', () => {
    const slower = timed(lora1!);
    const item = { ...slower.timing!.alone.item, p50: slower.timing!.alone.item.p50 + 2 };
    const timing = { ...slower.timing!, alone: { ...slower.timing!.alone, item } };
    const table = tableOf('latency', [timed(lora!), { ...slower, timing }]);
    expect(cells(table, 1)['item p50 (ms)']).toBe(timingFixture(lora!).alone.item.p50 + 1);
  });
  test('has its interval as one for people, and says what its columns are where they are filled', () => {
    const table = tableOf('latency', [timed(icl!)]);
    expect(cells(table)['95 % interval (ms)']).toMatch(/^23\.\d–2[56]\.\d$/);
    expect(table.legend.join()).toContain('cached:');
    expect(table.legend.join()).not.toContain('merged:');
    expect(view(table, 'screen').columns.length).toBeLessThan(view(table, 'file').columns.length / 2);
  });
});

describe('memory', () => {
  type Phases = DoneTrial['phases'];
  type Changes = { [Name in keyof Phases]?: Partial<NonNullable<Phases[Name]>> };
  const holding = ({ train, evaluate }: Changes, sizes: Partial<DoneTrial['sizes']> = {}): DoneTrial => {
    const record = done(lora!);
    const { phases } = record;
    return {
      ...record,
      sizes: { ...record.sizes, ...sizes },
      phases: {
        train: { ...phases.train!, ...train },
        evaluate: { ...phases.evaluate!, ...evaluate },
      },
    };
  };
  test('is peak less idle, what explains it, and the rest', () => {
    const record = holding(
      {
        train: {
          sampledPeakBytes: 1200 * MiB,
          explained: {
            weights: 500 * MiB,
            trainable: MiB,
            gradients: MiB,
            optimizer: 2 * MiB,
            activations: 396 * MiB,
          },
        },
        evaluate: {
          sampledPeakBytes: 690 * MiB,
          explained: { weights: 500 * MiB, patch: MiB, activations: 20 * MiB, keyValues: MiB },
        },
      },
      { switchBytes: MiB, contextTokensLeft: 944 },
    );
    expect(cells(tableOf('memory', [record]), 1)).toMatchObject({
      'training peak − idle (MiB)': 1100,
      'training, explained (MiB)': 900,
      'training, rest (MiB)': 200,
      'training high-water mark (MiB)': 1536,
      'inference peak − idle (MiB)': 590,
      'inference, explained (MiB)': 522,
      'inference, rest (MiB)': 68,
      'inference: KV cache (MiB)': 1,
      'switch of task (MiB)': 1,
      'context left (tokens)': 944,
    });
  });
  test('is the highest over seeds, of training only where there was any', () => {
    const lower = holding({ evaluate: { peakRssBytes: 600 * MiB } });
    const table = tableOf('memory', [done(icl!), lower, { ...done(lora1!) }]);
    expect(cells(table, 1)).toMatchObject({
      'inference peak − idle (MiB)': 600,
      'training peak − idle (MiB)': 1436,
    });
    expect(cells(table)).toMatchObject({ 'training peak − idle (MiB)': null, 'training idle (MiB)': null });
  });
});

test('runs of before there was a timing phase have their tables', () => {
  const folder = path.join(import.meta.dirname, '../../../../results/smollm2-sst2');
  const manifest = readManifest(path.join(folder, 'manifest.json'))!;
  const { tables } = tablesOf(manifest.plan, readTrials(path.join(folder, 'trials.jsonl')));
  const latency = tables.find(({ name }) => name === 'latency')!;
  const memory = tables.find(({ name }) => name === 'memory')!;
  latency.rows.forEach((_, row) => {
    expect(cells(latency, row)['item p50 (ms)']).toBeGreaterThan(10);
    expect(cells(latency, row)).toMatchObject({ '95 % interval (ms)': '', 'first token p50 (ms)': null });
    expect(cells(memory, row)['inference peak − idle (MiB)']).toBeGreaterThan(500);
    expect(cells(memory, row)['inference, rest (MiB)']).toBeNull();
  });
  expect(memory.legend.join()).toContain('for each session that maps them');
});
