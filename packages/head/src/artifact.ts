/**
 * A head on disk, together with the patch that it stands on. In a PEFT folder it is what PEFT writes for `task_type` SEQ_CLS: the module
 * `score`, saved whole. In a Hugging Face folder it is `score.weight` beside the model, for `…ForSequenceClassification`. Elsewhere it is a
 * file of its own. `head.json` names the labels in the order of the rows, and how hidden states are pooled (transformers: `last`).
 */
import {
  type ArtifactFormat,
  type Files,
  type Head,
  LoadError,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
  type Tensors,
  adapterJson,
  fitTensors,
  peftTensors,
  readFields,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';
import type { HeadConfig } from './config.ts';

const ABOUT = 'head.json';
const OWN = 'head.safetensors';
const CHECKPOINT = 'model.safetensors';
const CONFIG = 'config.json';

type Described = Pick<Head, 'params' | 'labels' | 'pool'>;

/** Where a head's tensors stand among a patch's files. */
interface Place {
  /** The file that holds them, for errors. */
  readonly file: string;
  add(files: Map<string, Uint8Array>, tensors: Tensors, head: Described): void;
  /** The head's tensors, and the files as they would be without it. */
  take(files: Files): { readonly tensors: Tensors; readonly rest: Files };
}

const placeIn = (files: Files): Place =>
  files.has(PEFT_CONFIG) ? inPeft : files.has(CHECKPOINT) ? inCheckpoint : apart;

/** @param patch the format of the patch that the head stands on; null where there is none */
export function headArtifact(head: Described, patch: ArtifactFormat | null): ArtifactFormat {
  const names = new Set(head.params.map((p) => p.name));
  return {
    write(state, baseModel) {
      const parts = (own: boolean): Tensors =>
        new Map([...state].filter(([name]) => names.has(name) === own));
      const files = new Map(patch?.write(parts(false), baseModel));
      placeIn(files).add(files, parts(true), head);
      files.set(ABOUT, jsonBytes({ labels: head.labels, pool: head.pool }));
      return files;
    },
    read(files) {
      checkAbout(files, head);
      const place = placeIn(files);
      const { tensors, rest } = place.take(files);
      fitTensors(
        place.file,
        tensors,
        new Map(head.params.map((p) => [p.name, p.shape])),
        `Was the head trained for these ${head.labels.length} labels, on a model of this width?`,
      );
      return new Map([...(patch?.read(rest) ?? []), ...tensors]);
    },
  };
}

/** A PEFT folder of `task_type` SEQ_CLS: its head, how many labels that tells apart, and the folder without it, as the patch's own reader takes it. */
export function headFromPeft(files: Files): {
  readonly config: HeadConfig;
  readonly labels: number;
  readonly files: Files;
} {
  const { tensors, rest } = inPeft.take(files);
  const weight = tensors.get('score.weight');
  if (!weight)
    throw new LoadError(`${PEFT_WEIGHTS}: no score.weight: expected the head of a model for classification.`);
  return {
    config: { pool: aboutOf(files)?.pool ?? 'last', bias: tensors.has('score.bias') },
    labels: weight.shape[0]!,
    files: rest,
  };
}

const inPeft: Place = {
  file: PEFT_WEIGHTS,
  add(files, tensors) {
    const json = adapterJson(files, PEFT_CONFIG, 'a PEFT folder');
    // PEFT's virtual tokens stand before the model, its other adapters in it.
    const prefix = json['num_virtual_tokens'] === undefined ? 'base_model.model.' : 'base_model.';
    const all = new Map([
      ...peftTensors(files),
      ...[...tensors].map(([name, t]) => [prefix + name, t] as const),
    ]);
    const saved = [...savedModules(json), 'score'];
    files.set(PEFT_CONFIG, jsonBytes({ ...json, modules_to_save: saved, task_type: 'SEQ_CLS' }));
    files.set(PEFT_WEIGHTS, writeSafetensors(all, { format: 'pt' }));
  },
  take(files) {
    const json = adapterJson(files, PEFT_CONFIG, 'a PEFT folder');
    if (json['task_type'] !== 'SEQ_CLS')
      throw new LoadError(
        `${PEFT_CONFIG}: task_type is ${JSON.stringify(json['task_type'])}: expected "SEQ_CLS", an adapter with a head. Read it without one.`,
      );
    const [tensors, others] = parted(
      peftTensors(files),
      /^base_model\.(?:model\.)?(score)(?:\.modules_to_save)?(?:\.default)?(\.(?:weight|bias))$/,
    );
    const saved = savedModules(json).filter((module) => module !== 'score' && module !== 'classifier');
    const plain = { ...json, modules_to_save: saved.length > 0 ? saved : null, task_type: 'CAUSAL_LM' };
    const rest = new Map(files);
    rest.delete(ABOUT);
    rest.set(PEFT_CONFIG, jsonBytes(plain));
    rest.set(PEFT_WEIGHTS, writeSafetensors(others, { format: 'pt' }));
    return { tensors, rest };
  },
};

const inCheckpoint: Place = {
  file: CHECKPOINT,
  add(files, tensors, { labels }) {
    const all = new Map([...readSafetensors(files.get(CHECKPOINT)!), ...tensors]);
    files.set(CHECKPOINT, writeSafetensors(all, { format: 'pt' }));
    const json = adapterJson(files, CONFIG, 'a Hugging Face folder');
    const architectures = (Array.isArray(json['architectures']) ? json['architectures'] : []).map((name) =>
      String(name).replace(/(?:ForCausalLM|LMHeadModel)$/, 'ForSequenceClassification'),
    );
    files.set(
      CONFIG,
      jsonBytes({
        ...json,
        architectures,
        id2label: Object.fromEntries(labels.map((label, k) => [k, label])),
        label2id: Object.fromEntries(labels.map((label, k) => [label, k])),
      }),
    );
  },
  take(files) {
    const [tensors, others] = parted(
      readSafetensors(files.get(CHECKPOINT)!, CHECKPOINT),
      /^(score)(\.(?:weight|bias))$/,
    );
    return { tensors, rest: new Map(files).set(CHECKPOINT, writeSafetensors(others, { format: 'pt' })) };
  },
};

const apart: Place = {
  file: OWN,
  add: (files, tensors) => void files.set(OWN, writeSafetensors(tensors, { format: 'pt' })),
  take(files) {
    const bytes = files.get(OWN);
    if (!bytes)
      throw new LoadError(`artefact: no ${OWN}: found ${[...files.keys()].join(', ') || 'nothing'}.`);
    return { tensors: readSafetensors(bytes, OWN), rest: files };
  },
};

/** Tensors whose name the expression takes, under what its groups make of it, and the others. */
function parted(all: Tensors, expression: RegExp): [Tensors, Tensors] {
  const [taken, others] = [new Map<string, TensorOf>(), new Map<string, TensorOf>()];
  for (const [name, t] of all) {
    const found = expression.exec(name);
    if (found) taken.set(found.slice(1).join(''), t);
    else others.set(name, t);
  }
  return [taken, others];
}
type TensorOf = Tensors extends ReadonlyMap<string, infer T> ? T : never;

const savedModules = (json: Record<string, unknown>): unknown[] =>
  Array.isArray(json['modules_to_save']) ? json['modules_to_save'] : [];

const about = z.looseObject({ labels: z.array(z.string()), pool: z.enum(['last', 'mean']) });

/** null where another library wrote the folder. */
const aboutOf = (files: Files): z.infer<typeof about> | null =>
  files.has(ABOUT) ? readFields(ABOUT, adapterJson(files, ABOUT, 'a folder with a head'), about) : null;

function checkAbout(files: Files, head: Described): void {
  const found = aboutOf(files);
  if (found === null) return;
  const differs = head.labels.findIndex((label, k) => label !== found.labels[k]);
  if (differs >= 0)
    throw new LoadError(
      `${ABOUT}: label ${differs} is ${JSON.stringify(found.labels[differs])}: expected ${JSON.stringify(head.labels[differs])}. Use the task that the head was trained for.`,
    );
  if (found.pool !== head.pool)
    throw new LoadError(
      `${ABOUT}: pool is ${found.pool}: expected ${head.pool}. Set head.pool=${found.pool}.`,
    );
}

const jsonBytes = (json: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
