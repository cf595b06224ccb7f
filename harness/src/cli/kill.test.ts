/**
 * The program is interrupted at random moments of every kind: it, its children or all of them. Some signals leave it time, one does not.
 * It ends with what it ends with undisturbed. `pnpm kills` does so 200 times and writes what it did to runs/fuzz/kills.json.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf, readTrials } from '@adaptbench/results';
import { lasting } from '../trial/__fixtures__/lasting.ts';
import { ownScratch } from '../trial/__fixtures__/own-scratch.ts';
import { TINY } from '../trial/__fixtures__/real.ts';
import { type Disturbed, files, killed, moments } from './__fixtures__/killing.ts';

/** A run is interrupted once at each of the moments, two runs side by side; their seeds say how long after it, and how. */
const LEAST = Number(process.env['ADAPTBENCH_KILLS'] ?? moments.length);
const SEEDS = Array.from({ length: Math.ceil(LEAST / moments.length) }, (_, i) => 8 + i);
const KILLS = SEEDS.length * moments.length;
const RECORD = path.join(import.meta.dirname, '../../../runs/fuzz/kills.json');

const s = ownScratch();

const args = () => {
  const flags = `--methods lora,icl --threads 1 --train 16 --limit-validation 6 --limit-test 8
    --set icl.shots=1 --set lora.rank=2 --set lora.dropout=0.1
    --set train.epochs=15 --set train.batchSize=4 --set train.validations=6`;
  return ['--model', TINY, '--data', s.reviews, ...flags.trim().split(/\s+/)];
};
/** All that a run leaves and no clock has touched. */
const left = (run: string) => ({
  accuracy: readFileSync(path.join(run, 'accuracy.csv'), 'utf8'),
  records: readTrials(filesOf(run).trials).map(lasting),
  files: files(run),
  trials: files(filesOf(run).work).map((file) => readFileSync(path.join(filesOf(run).work, file), 'base64')),
});

describe.skipIf(process.platform !== 'linux')(
  'a run that is interrupted (needs /proc, so Linux only)',
  () => {
    test(
      `${KILLS} times, at every kind of moment, ends with the same tables, records and artefacts`,
      { timeout: 120_000 * KILLS },
      async () => {
        const lane = (name: string, seed: number, when: typeof moments): Promise<Disturbed> =>
          killed({ dir: path.join(s.dir, name), args: args(), when, seed });
        const undisturbed = await lane('undisturbed', 0, []);
        const lanes: Disturbed[] = [];
        for (let i = 0; i < SEEDS.length; i += 2)
          lanes.push(
            ...(await Promise.all(SEEDS.slice(i, i + 2).map((seed) => lane(`seed-${seed}`, seed, moments)))),
          );
        const [whole] = undisturbed.runs;
        expect(files(whole!).filter((file) => /train-state|process-|\.new$|lock/.test(file))).toEqual([]);
        for (const { runs } of lanes) for (const run of runs) expect(left(run)).toEqual(left(whole!));
        const kills = lanes.flatMap((one) => one.kills);
        expect(kills).toHaveLength(KILLS);
        expect(KILLS).toBeGreaterThanOrEqual(moments.length);
        for (const target of ['harness', 'group', 'child'])
          expect(kills.some((kill) => kill.target === target)).toBe(true);
        if (process.env['ADAPTBENCH_KILLS'] === undefined) return;
        mkdirSync(path.dirname(RECORD), { recursive: true });
        writeFileSync(
          RECORD,
          `${JSON.stringify({ seeds: SEEDS, runs: lanes.flatMap((one) => one.runs).length, kills }, null, 1)}\n`,
        );
      },
    );
  },
);
