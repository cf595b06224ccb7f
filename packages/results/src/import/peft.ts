/**
 * PEFT's published results as trials. What its files do not tell stays null: outcomes item by item, latency, resident memory. What has
 * no place among our own measurements (accelerator memory, its `train_time`, forgetting) is kept as published, under its own name.
 */
import { createHash } from 'node:crypto';
import { LoadError, type TrainSettings } from '@adaptbench/core';
import type { FailedTrial, Imported, SplitOutcome, TrainingRecord, TrialRecord } from '../record/record.ts';
import { type JsonObject, type TrialSpec, trialId } from '../record/spec.ts';
import { type PeftFile, parsePeftFile } from './peft-file.ts';

export const FORMAT = 'PEFT method_comparison/MetaMathQA';

/** What a reader of the figures must know; from `run.py` and `data.py` there. */
export const NOTES: readonly string[] = [
  'test: GSM8K’s 1,319 test items, generated greedily after training on MetaMathQA; validation: 50 training items of GSM8K. The files hold shares, no outcomes item by item, so two rows can only be compared as if they had been asked different items. One seed: the intervals know nothing of the seed.',
  'training (s) is the sum of the steps’ own times. train_time, as published, also holds loading the data, two passes over Wikipedia texts and the whole test.',
  'accelerator memory is what PyTorch’s allocator had reserved beyond the start: mean and 99th percentile over the ends of the training steps, max over training, validation and test together. Resident memory and latency were not measured.',
  'forgetting: mean cross-entropy a token on 100 Wikipedia texts, after training less before (nats).',
];

/** From `data.py`. */
const TEST_ITEMS = 1319;
const VALIDATION_ITEMS = 50;
/** `get_file_size` gives this where it finds no file. */
const NO_FILE = 99_999_999;
/** Longer settings than this are left out (AdaLoRA writes its whole rank pattern). */
const LONGEST_SETTING = 1000;

/** One file → one trial. Throws LoadError where the file is of another kind or contradicts itself. */
export function importPeft(text: string, name: string): TrialRecord {
  const file = parsePeftFile(text, name);
  const spec = specOf(file);
  const base = {
    id: trialId(spec),
    spec,
    startedAt: file.run_info.created_at,
    seconds: file.run_info.total_time,
  };
  const { end } = file;
  if (end === null || file.train_info.status !== 'success') return { ...base, ...unfinished(file) };
  const validation = file.windows.at(-1);
  if (validation === undefined || validation.step !== end.step)
    throw new LoadError(
      `${name}: expected a validation after the last step ${end.step}, the last is after ${validation?.step ?? 0}`,
    );
  const { imported, dropped } = importedOf(file, text, name);
  return {
    ...base,
    state: 'done',
    accuracy: {
      validation: counts(validation['valid accuracy'], VALIDATION_ITEMS, `${name}: valid accuracy`),
      test: counts(end['test accuracy'], TEST_ITEMS, `${name}: test accuracy`),
    },
    training: trainingOf(file, end),
    sizes: {
      trainableParameters: file.train_info.num_trainable_params,
      artifactBytes: file.train_info.file_size,
      switchBytes: null,
      kvBytesPerRequest: null,
      contextTokensLeft: null,
    },
    phases: { train: null, evaluate: null },
    requests: null,
    timing: null,
    provenance: {
      model: file.meta_info.model_info.sha,
      data: dataOf(file),
      labels: {
        task: 'gsm8k after MetaMathQA',
        engine: `torch ${file.meta_info.package_info['torch-version'] ?? 'unknown'}`,
      },
    },
    notes: notesOf(file, dropped),
    imported,
  };
}

const dataOf = ({ meta_info }: PeftFile): string =>
  Object.entries(meta_info.dataset_info)
    .map(([data, { sha }]) => `${data}@${sha ?? 'unknown'}`)
    .join(' ');

/** `lora/llama-3.2-3B-rank32`: their name of the configuration; its fields are in `imported.settings`. */
function specOf(file: PeftFile): TrialSpec {
  const { experiment_name, train_config } = file.run_info;
  const [method = '', ...experiment] = experiment_name.split('/');
  const { sha } = file.meta_info.model_info;
  return {
    model: { reference: train_config.model_id, ...(sha === null ? {} : { revision: sha }) },
    task: { name: 'gsm8k', trainedOn: 'MetaMathQA', revision: dataOf(file) },
    method,
    config: { experiment: experiment.join('/') },
    training: settingsOf(train_config),
    seed: train_config.seed,
    template: 0,
    chat: false,
    engine: 'torch',
    device: file.meta_info.system_info['accelerator'] ?? 'unknown',
    threads: null,
  };
}

/** Their settings in our words: a tenth of the steps warms up, and the last state is the one that is tested. */
function settingsOf(theirs: PeftFile['run_info']['train_config']): TrainSettings {
  const { lr, weight_decay } = theirs.optimizer_kwargs;
  return {
    learningRate: lr,
    batchSize: theirs.batch_size,
    accumulate: 1,
    epochs: 1,
    maxSteps: theirs.max_steps,
    schedule: theirs.lr_scheduler === 'cosine' ? 'cosine' : 'constant',
    warmup: theirs.lr_scheduler === 'cosine' ? 0.1 : 0,
    // PyTorch's AdamW has this default; settings that name only the rate replace PEFT's own.
    weightDecay: weight_decay ?? 0.01,
    clipNorm: theirs.grad_norm_clip === 0 ? null : theirs.grad_norm_clip,
    maxTokens: theirs.max_seq_length,
    validations: 0,
    validationItems: VALIDATION_ITEMS,
  };
}

function counts(share: number, n: number, where: string): SplitOutcome {
  const correct = Math.round(share * n);
  if (Math.abs(share * n - correct) > 1e-6)
    throw new LoadError(
      `${where}: expected a share of ${n} items, got ${share}, which is ${share * n} of them`,
    );
  // All of the items of a split, in its order: the name stands for their ids.
  const itemsDigest = createHash('sha256').update(`gsm8k ${n}`).digest('hex').slice(0, 16);
  return { n, correct, outcomes: null, itemsDigest, unparseable: null, lenient: null };
}

function trainingOf(file: PeftFile, end: NonNullable<PeftFile['end']>): TrainingRecord {
  const seconds = file.windows.reduce((sum, w) => sum + w['train time'], 0);
  return {
    steps: end.step,
    epochs: null,
    // Fewer than MetaMathQA has, and taken without repetition.
    items: end['train samples'],
    tokens: end['train total tokens'],
    seconds,
    tokensPerSecond: end['train total tokens'] / seconds,
    stepMs: null,
    finalLoss: end['train loss'],
    lossCurve: file.windows.map((w) => ({ step: w.step, loss: w['train loss'] })),
    validationCurve: file.windows.map((w) => ({ step: w.step, accuracy: w['valid accuracy'] })),
    bestStep: end.step,
    flopsPerToken: null,
    gflopPerSecond: null,
  };
}

function importedOf(file: PeftFile, text: string, name: string): { imported: Imported; dropped: string[] } {
  const { train_info, run_info, meta_info } = file;
  const adapter = Object.entries(run_info.peft_config ?? {}).filter(([, value]) => value !== null);
  const long = adapter.filter(([, value]) => JSON.stringify(value).length > LONGEST_SETTING);
  const system = { ...meta_info.system_info, ...meta_info.package_info };
  const imported: Imported = {
    format: FORMAT,
    file: name,
    sha256: createHash('sha256').update(text).digest('hex'),
    figures: {
      'accelerator memory, max (bytes)': train_info.accelerator_memory_max,
      'accelerator memory, mean (bytes)': train_info.accelerator_memory_reserved_avg,
      'accelerator memory, 99th percentile (bytes)': train_info.accelerator_memory_reserved_99th,
      'train_time (s)': train_info.train_time,
      ...(file.end === null ? {} : { 'forgetting (nats/token)': file.end.forgetting }),
      'parameters in all': train_info.num_total_params,
    },
    settings: {
      training: run_info.train_config as JsonObject,
      adapter:
        run_info.peft_config === null
          ? null
          : (Object.fromEntries(adapter.filter((entry) => !long.includes(entry))) as JsonObject),
    },
    system: Object.fromEntries(
      Object.entries(system).filter((entry) => typeof entry[1] === 'string'),
    ) as Record<string, string>,
  };
  return { imported, dropped: long.map(([field]) => field) };
}

function notesOf({ run_info, train_info }: PeftFile, dropped: readonly string[]): string[] {
  const { optimizer_type } = run_info.train_config;
  return [
    ...(optimizer_type === 'AdamW' ? [] : [`optimizer: ${optimizer_type}`]),
    ...(run_info.peft_config === null
      ? ['full fine-tuning: the artefact’s size is computed, not measured']
      : []),
    ...(train_info.file_size === NO_FILE ? ['the artefact’s size is a placeholder: no file was found'] : []),
    ...dropped.map((field) => `its ${field} is too long to be kept here`),
  ];
}

function unfinished({ run_info, train_info }: PeftFile): Pick<FailedTrial, 'state' | 'error'> {
  const message = run_info.error_msg === '' ? `status "${train_info.status}"` : run_info.error_msg;
  return {
    state: 'failed',
    error: {
      name: train_info.status,
      message,
      stack: '',
      phase: 'train',
      signal: null,
      exitCode: null,
      peakRssBytes: null,
    },
  };
}
