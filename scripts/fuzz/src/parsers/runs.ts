/** A run's folder, published results and configuration files, through the commands that read them. */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Environment, bench, methods, tasks } from '@adaptbench/harness';
import type { Sink } from '@adaptbench/report';
import { readTrials } from '@adaptbench/results';
import { fixtures } from '@adaptbench/testing';
import type { Input, Parser, Read, Seed } from '../parser.ts';
import { folderFiles, fromSeeds, lay } from '../seeds.ts';
import { reading } from '../verdict.ts';

const results = path.join(import.meta.dirname, '../../../../results');
const made = path.join(import.meta.dirname, '../../__fixtures__');
/** The run that mutants are made of: two trials, a generated text each, measures, no latency. */
const RUN = path.join(results, 'smollm2-multiarith-zero-shot');

const unused = (): never => {
  throw new Error('internal: nothing is run here');
};

/** Calls the program as a user would: 2 says that a file is wrong, and a stack that the program is. */
async function call(...args: readonly string[]): Promise<Read> {
  let text = '';
  const sink = (write: (more: string) => void): Sink => ({ write, isTTY: false, columns: 100 });
  const defaults = { bench: { model: 'embedded', task: 'hotel', methods: ['icl'] } };
  const environment: Environment<Sink> = {
    methods,
    tasks,
    defaults: { bench: defaults.bench, quick: defaults.bench },
    preflight: () => Promise.resolve('an engine 1.0'),
    work: unused,
    out: sink(() => {}),
    err: sink((more) => (text += more)),
  };
  const code = await bench(args, environment);
  return code === 0 || (code === 1 && text === '')
    ? { state: 'accepted', wrong: null }
    : { state: 'refused', message: text, clean: code === 2 && !/\n\s+at /.test(text) };
}

interface Commands {
  readonly name: string;
  readonly through: string;
  readonly weight: number;
  readonly seed: () => Seed;
  /** One after the other, until one refuses. */
  readonly commands: (folder: string) => readonly (readonly string[])[];
}

const parser = ({ name, through, weight, seed, commands }: Commands): Parser => ({
  name,
  through,
  weight,
  open: (scratch) => {
    const all = [seed()];
    const folder = path.join(scratch, 'run');
    return Promise.resolve({
      input: (r) => fromSeeds(r, all),
      async read({ files }: Input): Promise<Read> {
        lay(folder, files);
        let last: Read = { state: 'accepted', wrong: null };
        for (const args of commands(folder)) {
          last = await call(...args);
          if (last.state === 'refused') break;
        }
        rmSync(path.join(scratch, 'imported'), { recursive: true, force: true });
        return last;
      },
    });
  },
});

const run = (): Seed => ({
  files: folderFiles(RUN, ['manifest.json', 'trials.jsonl']),
  mutable: { 'manifest.json': 'json', 'trials.jsonl': 'jsonl' },
});

export const runParsers: readonly Parser[] = [
  parser({
    name: 'manifest.json, trials.jsonl',
    through: 'bench report, compare, recommend',
    weight: 2,
    seed: run,
    commands: (folder) => [
      ['compare', folder, RUN],
      ['recommend', folder],
      ['report', folder],
    ],
  }),
  parser({
    name: 'published results of PEFT',
    through: 'bench import, report',
    weight: 3,
    seed: () => ({ files: folderFiles(made, ['peft-result.json']), mutable: { 'peft-result.json': 'json' } }),
    commands: (folder) => [
      ['import', 'peft', path.join(folder, 'peft-result.json'), '--out', path.join(folder, '../imported')],
    ],
  }),
  parser({
    name: 'configuration files',
    through: 'bench --config --dry-run',
    weight: 6,
    seed: () => {
      const config = {
        model: path.join(fixtures, 'tiny-llama'),
        task: { name: 'hotel', train: 32, limit: 8 },
        methods: ['icl', 'lora', 'prefix'],
        set: { 'icl.shots': [0, 2], 'lora.rank': [1, 4], 'train.learningRate': [0.001] },
        seeds: 2,
        threads: 1,
        latency: 'none',
        timeout: 60,
      };
      return {
        files: new Map([['bench.json', Buffer.from(JSON.stringify(config))]]),
        mutable: { 'bench.json': 'json' },
      };
    },
    commands: (folder) => [['--config', path.join(folder, 'bench.json'), '--dry-run']],
  }),
  {
    name: 'trials.jsonl, cut anywhere',
    through: 'readTrials',
    weight: 3,
    open: (scratch) => {
      const whole = readFileSync(path.join(results, 'smollm2-multiarith-few-shot', 'trials.jsonl'));
      return Promise.resolve({
        input: (r) => {
          const cut = r.below(whole.length + 1);
          return {
            files: new Map([['trials.jsonl', whole.subarray(0, cut)]]),
            content: wholeLines(whole, cut),
          };
        },
        read: ({ files, content }) =>
          reading(
            () => readTrials(path.join(lay(path.join(scratch, 'cut'), files), 'trials.jsonl')),
            (records) =>
              records.length === content ? null : `${records.length} records of ${String(content)}`,
          ),
      });
    },
  },
];

/** Records that are whole before the cut: a line's end may be missing. */
function wholeLines(whole: Uint8Array, cut: number): number {
  const ends = [...whole.entries()].flatMap(([i, byte]) => (byte === 0x0a ? [i] : []));
  return ends.filter((end) => end <= cut).length;
}
