/**
 * Session settings one against the other, each in a process of its own, in turn and twice over:
 * `node --import tsx packages/engine-ort/bench/settings.bench.ts`. The findings are in ../README.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { microRow, reportMicro } from '@adaptbench/testing';
import { Bench } from 'tinybench';

import { type OrtOptions, createOrtEngine } from '../src/index.ts';
import { feeds, inference, tokens, trainStep, weightsFile } from './step.ts';

interface Setting {
  readonly prefer?: 'speed' | 'memory';
  readonly threads?: number;
  readonly session?: NonNullable<OrtOptions['session']>;
}
/** Where threads are not the question there is one, as a second waits for a core whenever anything else runs on the machine. */
const settings: Readonly<Record<string, Setting>> = {
  '1 thread': {},
  'prefer memory': { prefer: 'memory' },
  'with memory pattern': { session: { enableMemPattern: true } },
  'no arena': { session: { enableCpuMemArena: false } },
  'optimization basic': { session: { graphOptimizationLevel: 'basic' } },
  'optimization extended': { session: { graphOptimizationLevel: 'extended' } },
  'denormals as zero': { session: { extra: { session: { set_denormal_as_zero: '1' } } } },
  '2 threads': { threads: 2 },
  '2 threads, no spinning': {
    threads: 2,
    session: { extra: { session: { intra_op: { allow_spinning: '0' } } } },
  },
  '2 threads, short spin': {
    threads: 2,
    session: { extra: { session: { intra_op: { spin_duration_us: '50' } } } },
  },
  '4 threads': { threads: 4 },
};

/** Least ms, median ms, compile ms, peak MiB of the step, and the same of the token; milliseconds of each call of both. */
interface Measured {
  readonly figures: readonly number[];
  readonly samples: readonly (readonly number[])[];
}

async function measure(setting: Setting, file: string): Promise<void> {
  const engine = await createOrtEngine({
    device: 'cpu',
    threads: setting.threads ?? 1,
    ...(setting.session ? { session: setting.session } : {}),
  });
  const figures: number[] = [];
  const samples: (readonly number[])[] = [];
  for (const [p, env] of [
    [trainStep(), tokens],
    [inference(), { B: 1, T: 1 }],
  ] as const) {
    const started = performance.now();
    const frozen = weightsFile(p, file, false);
    const executable = await engine.compile(p, { frozen, prefer: setting.prefer ?? 'speed' });
    const compileMs = performance.now() - started;
    const fed = feeds(p, env);
    const bench = new Bench({ time: 1500, warmupTime: 300, iterations: 5, retainSamples: true }).add(
      'run',
      async () => {
        await executable.run(fed);
      },
    );
    await bench.run();
    const result = bench.tasks[0]!.result;
    if (!('latency' in result)) throw new Error(`no result: ${result.state}`);
    figures.push(result.latency.min, result.latency.p50, compileMs, peakMiB());
    samples.push(result.latency.samples ?? []);
    await executable.dispose();
  }
  console.log(JSON.stringify({ figures, samples } satisfies Measured));
}
const peakMiB = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;

const [name, file] = process.argv.slice(2);
if (name !== undefined && file !== undefined) {
  await measure(settings[name]!, file);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  const weights = join(folder, 'weights');
  weightsFile(trainStep(), weights, true);
  console.log('train step: least ms, median ms, compile ms, peak MiB; one token: the same');
  const rounds = new Map<string, Measured['samples'][]>();
  for (let round = 0; round < 2; round++)
    for (const setting of Object.keys(settings)) {
      const out = execFileSync(
        process.execPath,
        ['--import', 'tsx', import.meta.filename, setting, weights],
        { encoding: 'utf8' },
      );
      const { figures, samples } = JSON.parse(out) as Measured;
      console.log(setting.padEnd(24), figures.map((x) => x.toFixed(1).padStart(8)).join(''));
      rounds.set(setting, [...(rounds.get(setting) ?? []), samples]);
    }
  rmSync(folder, { recursive: true });
  reportMicro(
    'engine-ort-settings',
    ['training step, 6 layers, 8 × 64 tokens', 'one token, 6 layers'].flatMap((work, i) =>
      [...rounds].map(([variant, all]) =>
        microRow(
          'engine-ort',
          { name: work, variant },
          all.map((samples) => samples[i] ?? []),
        ),
      ),
    ),
  );
}
