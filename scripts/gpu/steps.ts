/** The steps of each phase: a command, and the file that its output goes to. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import type { Asked } from './arguments.ts';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Left out where this machine has no torch: a peer is no part of the measured program. */
  readonly optional: boolean;
}

/** Packed, everything is compiled beside the sources' places; in a clone it starts from TypeScript. */
const top = path.join(import.meta.dirname, '../..');
const packed = existsSync(path.join(top, 'program/bench.mjs'));
const bench = packed ? ['program/bench.mjs'] : ['harness/bench.mjs'];
const script = (name: string): string[] =>
  packed ? [`program/${name}.mjs`] : ['--import', 'tsx', `scripts/peers/adaptbench/${name}.ts`];

function ours(name: string, program: readonly string[], ...args: string[]): Step {
  const [last, ...loader] = program.toReversed();
  return {
    name,
    command: process.execPath,
    args: [...loader.toReversed(), path.join(top, last!), ...args],
    optional: false,
  };
}
const theirs = ({ python }: Asked, name: string, file: string, ...args: string[]): Step => ({
  name,
  command: python,
  args: [path.join(top, 'scripts/peers', file), ...args],
  optional: true,
});

/** Where transformers finds the model that comes along. */
const modelFolder = (model: string): string =>
  model === 'embedded' ? path.join(top, 'packages/embedded/model') : path.resolve(model);

const VOCABULARY = 1000;
export function agreeSteps(o: Asked, out: string): Step[] {
  const engines = `ort:cpu,ort:${o.device}`;
  const shape = o.tiny
    ? { rows: 2, tokens: 16, steps: 2, warmup: 1 }
    : { rows: 8, tokens: 64, steps: 20, warmup: 3 };
  const batches = writeBatches(out, shape);
  const requests = writeRequests(out, o.tiny ? 4 : 200);
  const model = modelFolder(o.model);
  const steps = ['--steps', String(shape.steps), '--warmup', String(shape.warmup)];
  const onCard = o.device === 'webgpu' ? 'cuda' : o.device;
  return [
    ours('doctor', bench, 'doctor', '--model', o.model, '--engines', engines),
    ours('train', script('train'), '--model', model, '--batches', batches, '--device', o.device, ...steps),
    theirs(
      o,
      'train-peft',
      'train_lora.py',
      '--model',
      model,
      '--batches',
      batches,
      '--device',
      onCard,
      ...steps,
    ),
    ours('score', script('score'), '--model', model, '--requests', requests, '--device', o.device),
    theirs(
      o,
      'score-transformers',
      'score_fewshot.py',
      '--model',
      model,
      '--requests',
      requests,
      '--device',
      onCard,
      '--with',
      'transformers',
    ),
    ours(
      'parity',
      bench,
      'parity',
      '--model',
      o.model,
      '--engines',
      engines,
      '--out',
      path.join(out, 'parity'),
      ...(o.tiny ? ['--methods', 'lora,prefix', '--rows', '2', '--tokens', '8'] : []),
    ),
  ];
}

export function sweepSteps(o: Asked, out: string): Step[] {
  const sizes = o.tiny
    ? { rank: '1,4', length: '4', train: '16', limit: '8', steps: '4' }
    : { rank: '1,2,4,8,16,32', length: '1,4,16,64', train: '128', limit: '100', steps: null };
  const folder = path.join(out, 'sweep');
  const common = existsSync(path.join(folder, 'manifest.json'))
    ? ['--resume', folder]
    : [
        '--model',
        o.model,
        '--task',
        'hotel',
        '--methods',
        'lora,prefix',
        '--no-sweep',
        '--set',
        `lora.rank=${sizes.rank}`,
        '--set',
        `prefix.length=${sizes.length}`,
        '--set',
        'prefix.projection=false',
        '--set',
        'train.validations=1',
        ...(sizes.steps === null ? [] : ['--set', `train.maxSteps=${sizes.steps}`]),
        '--train',
        sizes.train,
        '--limit',
        sizes.limit,
        '--device',
        o.device,
        '--out',
        folder,
        ...(o.precision === 'float32' ? [] : ['--precision', o.precision]),
        ...(o.tiny ? ['--latency', 'none'] : []),
      ];
  return [ours('sweep', bench, ...common)];
}

/** Ids that any vocabulary has, the same for both sides. */
function writeBatches(
  out: string,
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
): string {
  const r = random(0, 'gpu');
  const ids = (): number[] => Array.from({ length: tokens }, () => 100 + r.below(VOCABULARY - 100));
  const batches = Array.from({ length: 4 }, () => ({ inputIds: Array.from({ length: rows }, ids) }));
  return written(out, 'batches.json', JSON.stringify({ batches }));
}

/** Reviews of a kind, with the label to be scored. */
function writeRequests(out: string, count: number): string {
  const places = ['room', 'breakfast', 'pool', 'garden', 'lobby'];
  const words = ['lovely', 'dirty', 'quiet', 'awful'];
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      context: `Review: the ${places[i % 5]} was ${words[i % 4]} on day ${i}.\nSentiment:`,
      continuations: [' bad', ' good'],
    }),
  );
  return written(out, 'requests.jsonl', `${lines.join('\n')}\n`);
}

function written(out: string, name: string, text: string): string {
  const file = path.join(out, name);
  writeFileSync(file, text);
  return file;
}
