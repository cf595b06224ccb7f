/**
 * Trains and asks many small configurations in one process, where accuracies are wanted and neither memory nor times:
 *   node --import tsx scripts/rates.ts --config scripts/rates/held-out.json --out results/rates/held-out.jsonl
 * The trials are those of `pnpm bench --config`, with the same ids and outcomes; a line each, and those that are there are not run again.
 * What they say: `scripts/rates-page.ts`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BenchConfig, TrialsLog, type TrialSpec, readTrials, trialId } from '@adaptbench/results';
import { expand, methods, splitOutcome, tasks, tasksOf, work } from '@adaptbench/harness';
import { options } from './options.ts';

const o = options({ config: '', out: '' });
const bench = JSON.parse(readFileSync(o.config, 'utf8')) as BenchConfig;
const checked = await Promise.all(tasksOf(bench).map(({ input }) => tasks.check(input)));
const plan = expand(bench, methods, checked);
const there = new Set(existsSync(o.out) ? readTrials(o.out).map(({ id }) => id) : []);
const log = new TrialsLog(o.out);
const nothing = (): void => undefined;

for (const spec of plan) {
  if (there.has(trialId(spec))) continue;
  const record = await outcome(spec);
  log.append(record);
  const { validation, test } = record.accuracy;
  process.stderr.write(
    `${[...there.add(record.id)].length}/${plan.length} ${spec.method} ${JSON.stringify(spec.task['name'])} seed ${spec.seed}: ${validation.correct}/${validation.n}, ${test.correct}/${test.n}\n`,
  );
}

async function outcome(spec: TrialSpec) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rates-'));
  const [startedAt, began] = [new Date().toISOString(), performance.now()];
  try {
    const trained = await work.train(spec, dir, nothing, () => Promise.resolve());
    const asked = await work.evaluate(spec, dir, nothing);
    return {
      id: trialId(spec),
      spec,
      startedAt,
      seconds: (performance.now() - began) / 1000,
      state: 'done' as const,
      accuracy: { validation: splitOutcome(asked.validation), test: splitOutcome(asked.test) },
      training: trained?.training ?? null,
      sizes: asked.sizes,
      phases: { train: null, evaluate: null },
      requests: asked.requests,
      timing: null,
      provenance: asked.provenance,
      notes: [...(trained?.notes ?? []), ...asked.notes],
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
