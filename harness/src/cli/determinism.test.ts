/** The real program with a tiny checkpoint: a run, its repetition from its manifest, and the same with two trials at once. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { filesOf, readTrials } from '@adaptbench/results';
import { lasting } from '../trial/__fixtures__/lasting.ts';
import { TINY, scratch } from '../trial/__fixtures__/real.ts';
import { files } from './__fixtures__/killing.ts';
import { realProgram } from './__fixtures__/started.ts';

/** All that no clock decides. */
const left = (run: string) => ({
  accuracy: readFileSync(path.join(run, 'accuracy.csv'), 'utf8'),
  records: readTrials(filesOf(run).trials)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(lasting),
  trials: files(filesOf(run).work).map((file) => [
    file,
    readFileSync(path.join(filesOf(run).work, file), 'base64'),
  ]),
});

test('the same seed, machine and threads give the same answers, losses and artefacts', async () => {
  const s = scratch();
  const bench = (...args: string[]) =>
    promisify(execFile)(process.execPath, [...realProgram, ...args], {
      env: { ...process.env, ADAPTBENCH_CACHE: path.join(s.dir, 'cache') },
    });
  // With one thread the killed runs of kill.test.ts say the same.
  const settings = `--methods icl,lora --threads 2 --latency none --train 16 --limit-validation 6 --limit-test 8
      --set icl.shots=2 --set lora.rank=2 --set lora.dropout=0.1 --set train.epochs=10 --set train.batchSize=4`;
  const [first, again, beside] = [
    path.join(s.dir, 'first'),
    path.join(s.dir, 'again'),
    path.join(s.dir, 'beside'),
  ];
  const asked = ['--model', TINY, '--data', s.reviews, ...settings.split(/\s+/)];
  await bench(...asked, '--out', first);
  const { stdout } = await bench('repeat', first, '--out', again);
  expect(stdout).toContain('\nlora rank=2 dropout=0.1: identical, 1 of 1 trials; artefacts byte for byte\n');
  expect(stdout).toContain('\n2 trials repeated: every outcome is the same, item for item.\n');
  expect(left(again)).toEqual(left(first));
  await bench(...asked, '--parallel', '2', '--out', beside);
  expect(left(beside)).toEqual(left(first));
  s.dispose();
});
