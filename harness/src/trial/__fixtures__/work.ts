/**
 * A trial's work without a model: results that depend on the specification alone, and accidents on demand. `spec.task.accident` says
 * which, `spec.task.when` (`method:phase:seed`, or less of it) says where; `spec.task.pause` is milliseconds a phase. The accident `gate`
 * waits until the folder `spec.task.gate` holds a file with the seed's name.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, random } from '@adaptbench/core';
import { type ItemOutcome, type Phase, type TrialSpec, trialId } from '@adaptbench/results';
import type { Report, TrialWork } from '../contract.ts';
import { timingFixture } from '@adaptbench/results/testing';

export const work: TrialWork = {
  async train(spec, dir, report) {
    await happen(spec, 'train', report);
    if (spec.training === null) return null;
    writeFileSync(path.join(dir, 'artifact.bin'), Buffer.alloc(sizeOf(spec)));
    const draw = random(spec.seed, trialId(spec), 'train');
    const curve = [1, 2, 3, 4].map((step) => ({ step, loss: 2 / step + draw.uniform() / 10 }));
    return {
      training: {
        steps: 4,
        epochs: spec.training.epochs,
        items: 8,
        tokens: 1000,
        seconds: 2,
        tokensPerSecond: 500,
        stepMs: { p50: 480, p95: 560 },
        finalLoss: curve[3]?.loss ?? null,
        lossCurve: curve,
        validationCurve: [],
        bestStep: 4,
        flopsPerToken: 6e8,
        gflopPerSecond: 150,
      },
      anew: true,
      answered: spec.screen?.paused ? await work.evaluate(spec, dir, report) : null,
      explained: { weights: 4e8, trainable: 1e6, gradients: 1e6, optimizer: 2e6, activations: 5e8 },
      notes: [],
    };
  },

  async evaluate(spec, _dir, report) {
    await happen(spec, 'evaluate', report);
    return {
      validation: items(spec, 'validation', Number(spec.task['limit'] ?? 40)),
      test: items(spec, 'test', Number(spec.task['limit'] ?? 60)),
      grades: { validation: [], test: [] },
      look: null,
      rarest: null,
      sizes: {
        trainableParameters: sizeOf(spec) / 4,
        artifactBytes: sizeOf(spec),
        kvBytesPerRequest: 4096,
        contextTokensLeft: 944,
        switchBytes: sizeOf(spec),
      },
      explained: { weights: 4e8, patch: sizeOf(spec), activations: 2e7, keyValues: 4096 },
      requests: { promptTokens: 80, generatedTokens: 0, itemsPerSecond: 60 },
      provenance: { model: 'm'.repeat(64), data: 'd'.repeat(64), labels: { template: 'plain' } },
      notes: spec.method === 'icl' ? ['2 exemplars did not fit'] : [],
    };
  },

  async time(spec, _dir, report, _budgetMs, { loaded, answered }) {
    await loaded();
    await happen(spec, 'time', report);
    await answered();
    return timingFixture(spec);
  },
};

const sizeOf = (spec: TrialSpec): number =>
  spec.training === null ? 0 : 4000 * Number(spec.config['rank'] ?? 1);

function items(spec: TrialSpec, split: string, n: number): ItemOutcome[] {
  const draw = random(spec.seed, trialId(spec), split);
  return Array.from({ length: n }, (_, i) => {
    const correct = draw.uniform() < (spec.training === null ? 0.6 : 0.75);
    return {
      id: `${split}:${i}`,
      prediction: i % 20 === 19 ? null : 'yes',
      correct: correct && i % 20 !== 19,
    };
  });
}

async function happen(spec: TrialSpec, phase: Phase, report: Report): Promise<void> {
  const { accident, when = '', pause = 0 } = spec.task;
  const here = `${spec.method}:${phase}:${spec.seed}:`;
  const struck = typeof when === 'string' && here.startsWith(when === '' ? '' : `${when}:`);
  report({ done: 0, total: 2, text: 'loading' });
  if (typeof pause === 'number' && pause > 0) await sleep(pause);
  if (typeof accident === 'string' && struck) await accidents[accident]!(spec);
  report({ done: 2, total: 2, text: 'done' });
}

const accidents: Readonly<Record<string, (spec: TrialSpec) => void | Promise<void>>> = {
  throw: () => {
    throw new TypeError('the fixture was asked to fail');
  },
  disk: () => {
    throw new Error('ENOSPC: no space left on device, write');
  },
  // More objects than the heap may hold.
  heap: () => {
    const all: object[] = [];
    for (;;) all.push({ numbers: Array.from({ length: 1000 }, Math.random) });
  },
  // Until the kernel stops it, in a control group with a limit of its own.
  memory: ({ task }) => {
    if (typeof task['group'] === 'string')
      writeFileSync(path.join(task['group'], 'cgroup.procs'), String(process.pid));
    const all: Uint8Array[] = [];
    for (;;) all.push(new Uint8Array(2 ** 20).fill(1));
  },
  config: () => {
    throw new ConfigError('lora: rank is 9: expected 1..8');
  },
  exit: () => {
    console.error('last words');
    process.exit(7);
  },
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<void>(() => {});
  },
  gate: async ({ task, seed }) => {
    while (!existsSync(path.join(task['gate'] as string, String(seed)))) await sleep(20);
  },
  hang: () => new Promise<void>((resolve) => setTimeout(resolve, 3_600_000)),
  stuck: () => {
    for (;;); // A native call that never returns looks like this.
  },
};
