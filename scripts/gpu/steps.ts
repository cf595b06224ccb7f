/** The steps of each phase: a command, and the part of the phase's time that it may take. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { z } from 'zod';
import type { Asked } from './arguments.ts';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Of the phase's time, in parts: what a step leaves goes to those after it. */
  readonly share: number;
  /** Left out where this machine has no torch: a peer is no part of the measured program. */
  readonly optional: boolean;
}

/** Packed, everything is compiled beside the sources' places; in a clone it starts from TypeScript. */
const top = path.join(import.meta.dirname, '../..');
const packed = existsSync(path.join(top, 'program/bench.mjs'));
const bench = packed ? ['program/bench.mjs'] : ['harness/bench.mjs'];
const script = (name: string): string[] =>
  packed ? [`program/${name}.mjs`] : ['--import', 'tsx', `scripts/peers/adaptbench/${name}.ts`];

function ours(name: string, share: number, program: readonly string[], ...args: string[]): Step {
  const [last, ...loader] = program.toReversed();
  return {
    name,
    share,
    command: process.execPath,
    args: [...loader.toReversed(), path.join(top, last!), ...args],
    optional: false,
  };
}
const theirs = (o: Asked, name: string, share: number, file: string, ...args: string[]): Step => ({
  name,
  share,
  command: o.python,
  args: [path.join(top, 'scripts/peers', file), ...args],
  optional: true,
});

const REHEARSED = 'packages/testing/fixtures/tiny-llama';
/** From where the command was given, which is no secret of this machine. */
const fromHere = (file: string): string => `./${path.relative(process.cwd(), file)}`;
/** As the bench is told of it. A rehearsal has a model of two layers, unless one is named. */
const referenceOf = ({ model, tiny }: Asked): string =>
  model ?? (tiny ? fromHere(path.join(top, REHEARSED)) : 'embedded');
/** Where transformers finds it too. */
const folderOf = (o: Asked): string =>
  referenceOf(o) === 'embedded' ? path.join(top, 'packages/embedded/model') : referenceOf(o);

/** `software`: a processor plays the card, and PyTorch has none to run on. */
export function agreeSteps(o: Asked, out: string, software: boolean): Step[] {
  const engines = ['--engines', `ort:cpu,ort:${o.device}`];
  const shape = o.tiny
    ? { rows: 2, tokens: 16, steps: 2, warmup: 1 }
    : { rows: 8, tokens: 64, steps: 20, warmup: 3 };
  const [reference, folder] = [referenceOf(o), folderOf(o)];
  const steps = ['--steps', String(shape.steps), '--warmup', String(shape.warmup)];
  const trained = ['--model', folder, '--batches', writeBatches(out, folder, shape), ...steps];
  const scored = ['--model', folder, '--requests', writeRequests(out, o.tiny ? 4 : 200)];
  const mine = ['--device', o.device];
  const yours = ['--device', software ? 'cpu' : 'cuda'];
  const small = o.tiny ? ['--methods', 'lora,prefix', '--rows', '2', '--tokens', '8'] : [];
  return [
    ours('doctor', 1, bench, 'doctor', '--model', reference, ...engines),
    ours('train', 2, script('train'), ...trained, ...mine),
    theirs(o, 'train-peft', 2, 'train_lora.py', ...trained, ...yours),
    ours('score', 1, script('score'), ...scored, ...mine),
    theirs(o, 'score-transformers', 1, 'score_fewshot.py', ...scored, ...yours, '--with', 'transformers'),
    ours('parity', 3, bench, 'parity', '--model', reference, ...engines, '--out', `${out}/parity`, ...small),
  ];
}

export function sweepSteps(o: Asked, out: string): Step[] {
  const sizes = o.tiny
    ? {
        rank: '1,4',
        length: '4',
        train: '16',
        limit: '8',
        more: ['--set', 'train.maxSteps=4', '--latency', 'none'],
      }
    : { rank: '1,2,4,8,16,32', length: '1,4,16,64', train: '128', limit: '100', more: [] };
  const folder = path.join(out, 'sweep');
  const sets = [
    `lora.rank=${sizes.rank}`,
    `prefix.length=${sizes.length}`,
    'prefix.projection=false',
    'train.validations=1',
  ].flatMap((set) => ['--set', set]);
  const what = ['--model', referenceOf(o), '--task', 'hotel', '--methods', 'lora,prefix', '--no-sweep'];
  const amounts = ['--train', sizes.train, '--limit', sizes.limit, ...sizes.more];
  const where = ['--device', o.device, '--out', folder];
  const precision = o.precision === 'float32' ? [] : ['--precision', o.precision];
  const begun = existsSync(path.join(folder, 'manifest.json'));
  const asks = begun ? ['--resume', folder] : [...what, ...sets, ...amounts, ...where, ...precision];
  return [ours('sweep', 1, bench, ...asks)];
}

/** Ids that the vocabulary has, the same for both sides. */
function writeBatches(
  out: string,
  model: string,
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
): string {
  const r = random(0, 'gpu');
  const words = vocabularyOf(model) - FIRST;
  const ids = (): number[] => Array.from({ length: tokens }, () => FIRST + r.below(words));
  const batches = Array.from({ length: 4 }, () => ({ inputIds: Array.from({ length: rows }, ids) }));
  return written(out, 'batches.json', JSON.stringify({ batches }));
}

/** Past what stands for no word. */
const FIRST = 100;
const VOCABULARY = 1000;
function vocabularyOf(model: string): number {
  const file = path.join(model, 'config.json');
  if (!existsSync(file)) return VOCABULARY;
  const { vocab_size: size } = z
    .looseObject({ vocab_size: z.number().default(VOCABULARY) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  return Math.min(VOCABULARY, size);
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
