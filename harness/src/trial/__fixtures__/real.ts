/** Real trials on a tiny random checkpoint: specifications, data files and a way to run them. */
import { compiledWork } from './compiled-work.ts';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TrainSettings, trainSettings } from '@adaptbench/core';
import { methods } from '../../methods.ts';
import { type TrialRecord, type JsonObject, type TrialSpec, trialId } from '@adaptbench/results';
import { type TrialOptions, runTrial, timeTrial } from '../run-trial.ts';

/** A checkpoint with a tokenizer of bytes, a chat template and a context of 128 tokens. */
export const TINY: string = fileURLToPath(
  new URL('../../../../packages/testing/fixtures/tiny-llama', import.meta.url),
);

export interface Scratch {
  readonly dir: string;
  /** Two labels, forty items, each text once. */
  readonly reviews: string;
  /** Sums with their results. */
  readonly sums: string;
  dispose(): void;
}

export function scratch(): Scratch {
  const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-real-'));
  const [reviews, sums] = [path.join(dir, 'reviews.csv'), path.join(dir, 'sums.jsonl')];
  const nouns = ['film', 'song', 'book', 'game'];
  const lines = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? `a fine ${nouns[i % 4]} ${i},good` : `a dull ${nouns[i % 4]} ${i},bad`,
  );
  writeFileSync(reviews, ['text,label', ...lines, ''].join('\n'));
  const questions = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({ question: `${i}+${i % 3}?`, answer: String(i + (i % 3)) }),
  );
  writeFileSync(sums, questions.join('\n'));
  return { dir, reviews, sums, dispose: () => rmSync(dir, { recursive: true }) };
}

/** A copy of the checkpoint without these files. */
export function copyWithout(files: readonly string[], to: string): string {
  mkdirSync(to);
  for (const file of readdirSync(TINY))
    if (/\.(json|jinja|safetensors)$/.test(file) && !files.includes(file))
      cpSync(path.join(TINY, file), path.join(to, file));
  return to;
}

/** A copy that takes longer texts: rotary positions need no weights. */
export function withContext(tokens: number, to: string): string {
  copyWithout([], to);
  const file = path.join(to, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  writeFileSync(file, JSON.stringify({ ...config, max_position_embeddings: tokens }));
  return to;
}

export interface Asked extends Partial<Omit<TrialSpec, 'training' | 'config'>> {
  readonly method: string;
  readonly task: JsonObject;
  readonly config?: JsonObject;
  /** What differs from the defaults; none: nothing is trained. */
  readonly training?: Partial<TrainSettings>;
}

export function specOf({ config = {}, training, ...more }: Asked): TrialSpec {
  const method = methods.find((m) => m.name === more.method)!;
  return {
    model: { reference: TINY },
    config: JSON.parse(JSON.stringify(method.config.parse(config))) as JsonObject,
    training: training === undefined ? null : trainSettings.parse(training),
    seed: 0,
    template: 0,
    chat: false,
    engine: 'ort',
    device: 'cpu',
    threads: 1,
    ...more,
  };
}

/** A template of own classifications that names no labels, so that exemplars fit the checkpoint's context. */
export const SHORT = 1;

/** Runs the work itself, in processes of its own, with results below `folder`. */
export const runReal = async (
  spec: TrialSpec,
  folder: string,
  more: Partial<TrialOptions> = {},
): Promise<TrialRecord> => runTrial(spec, await optionsIn(folder, more));

/** As `runReal`, its requests timed as well. */
export async function runTimed(
  spec: TrialSpec,
  folder: string,
  more: Partial<TrialOptions> = {},
): Promise<TrialRecord> {
  const record = await runReal(spec, folder, more);
  return record.state === 'done' ? timeTrial(record, await optionsIn(folder, more)) : record;
}

const optionsIn = async (folder: string, more: Partial<TrialOptions>): Promise<TrialOptions> => ({
  folder,
  work: await compiledWork('../work.ts'),
  timeout: 150,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...more,
});

/** The files of a trial's artefact. */
export function artifactFiles(spec: TrialSpec, folder: string): Record<string, Buffer> {
  const dir = path.join(folder, trialId(spec), 'artifact');
  return Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name))]));
}
