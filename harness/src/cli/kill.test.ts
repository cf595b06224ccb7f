/** The program killed with SIGKILL, it and its children, at random moments of every kind: it ends with what it ends with undisturbed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../run/folder.ts';
import { readTrials } from '../run/trials-log.ts';
import { lasting } from '../trial/__fixtures__/lasting.ts';
import { ownScratch } from '../trial/__fixtures__/own-scratch.ts';
import { TINY } from '../trial/__fixtures__/real.ts';
import { type Disturbed, files, killed, moments } from './__fixtures__/killing.ts';

/** Each of two harnesses that run side by side is killed once at each of the moments; the seeds say how long after it. */
const SEEDS = [8, 9] as const;
const KILLS = SEEDS.length * moments.length;

const s = ownScratch();

const args = () => {
  const flags = `--methods icl,lora --threads 1 --train 16 --limit-validation 6 --limit-test 8
    --set icl.shots=0,1 --set lora.rank=2 --set lora.dropout=0.1
    --set train.epochs=60 --set train.batchSize=4 --set train.validations=8`;
  return ['--model', TINY, '--data', s.reviews, ...flags.trim().split(/\s+/)];
};
/** All that a run leaves and no clock has touched. */
const left = (run: string) => ({
  accuracy: readFileSync(path.join(run, 'accuracy.csv'), 'utf8'),
  records: readTrials(filesOf(run).trials).map(lasting),
  files: files(run),
  trials: files(filesOf(run).work).map((file) => readFileSync(path.join(filesOf(run).work, file), 'base64')),
});

describe.skipIf(process.platform !== 'linux')('a run that is killed (needs /proc, so Linux only)', () => {
  test(
    `${KILLS} times, at every kind of moment, ends with the same tables, records and artefacts`,
    { timeout: 900_000 },
    async () => {
      const lane = (name: string, seed: number, when: typeof moments): Promise<Disturbed> =>
        killed({ dir: path.join(s.dir, name), args: args(), when, seed });
      const [undisturbed, ...lanes] = await Promise.all([
        lane('undisturbed', 0, []),
        ...SEEDS.map((seed) => lane(`seed-${seed}`, seed, moments)),
      ]);
      const [whole] = undisturbed.runs;
      expect(files(whole!).filter((file) => /train-state|process-|\.new$|lock/.test(file))).toEqual([]);
      for (const { runs } of lanes) for (const run of runs) expect(left(run)).toEqual(left(whole!));
      const kills = lanes.flatMap((one) => Object.values(one.kills));
      expect(kills.reduce((a, b) => a + b, 0)).toBe(KILLS);
      expect(KILLS).toBeGreaterThanOrEqual(50);
    },
  );
});
