/**
 * What the embedded model can be taught, on tasks it was not trained on: exemplars against none, LoRA against exemplars, solutions against
 * bare answers, instructions of other tasks. Runs `pnpm bench` (or goes on with what is in --work) and leaves effects.json and the card
 * beside the model.
 *
 *   node --import tsx packages/embedded/effects.ts [--model packages/embedded/model] [--work runs/pretrain/effects]
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openRun, rowsOfRun } from '@adaptbench/results';
import { type Effect, writeCard } from './src/making/card.ts';
import { questions } from './src/making/questions.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'packages/embedded/model' },
    work: { type: 'string', default: 'runs/pretrain/effects' },
  },
});

/** The settings that `pnpm bench` has for this model, and sizes that give intervals of a few points. */
const common = `--threads 1 --seeds 2 --train 128 --limit-validation 100 --limit-test 200 --no-sweep --latency none
  --set train.epochs=4 --set train.validations=2 --set lora.train.learningRate=3e-2`;
const split = (flags: string): string[] => flags.split(/\s+/u);

const effects: Effect[] = [];
for (const [question, { flags }] of questions) {
  const out = path.join(values.work, question);
  const begun = existsSync(path.join(out, 'manifest.json'));
  const place = begun ? ['--resume', out] : ['--out', out];
  const program = ['harness/bench.mjs', '--model', values.model];
  execFileSync(process.execPath, [...program, ...split(flags), ...split(common), ...place], {
    stdio: 'inherit',
  });
  for (const row of rowsOfRun(openRun(out)))
    if (row.test && row.validation)
      effects.push({
        question,
        task: row.task,
        method: row.method,
        configuration: row.configuration,
        validation: row.validation.mean,
        accuracy: row.test.mean,
        low: row.test.low,
        high: row.test.high,
        items: row.test.n,
        seeds: row.done.length,
      });
}
await writeFile(path.join(values.model, 'effects.json'), `${JSON.stringify(effects, null, 1)}\n`);
await writeCard(values.model);
