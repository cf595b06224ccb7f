/** A local Hugging Face folder: config.json and safetensors weights, in one file or in shards. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadError, fileError } from '@adaptbench/core';
import { embeddingNames } from '../architectures.ts';
import type { TensorInfo } from './checkpoint.ts';
import { readJsonFile } from '../files/json-file.ts';
import { readSafetensorsFile, readShards } from './safetensors-file.ts';

export interface ModelFolder {
  readonly config: Record<string, unknown>;
  /** config.json as it lies there; part of the content hash. */
  readonly configText: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What was chosen where the folder leaves it open. */
  readonly notes: readonly string[];
}

const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const ADAPTER = 'adapter_config.json';

/**
 * As transformers does, `model.safetensors` goes before an index beside it: the index may be older, and its shards gone.
 * @throws LoadError where config.json or the weights are missing or faulty
 */
export async function openFolder(folder: string): Promise<ModelFolder> {
  const files = await namesIn(folder);
  if (!files.includes('config.json')) throw new LoadError(noConfig(folder, files));
  const { text: configText, value: config } = await readJsonFile(join(folder, 'config.json'));
  const notes = [];
  let tensors;
  if (files.includes(WEIGHTS)) {
    tensors = await readSafetensorsFile(join(folder, WEIGHTS));
    if (files.includes(INDEX))
      notes.push(`${folder}: ${WEIGHTS} is read, and ${INDEX} beside it is not, as in transformers.`);
  } else if (files.includes(INDEX)) tensors = await readShards(join(folder, INDEX));
  else throw new LoadError(noWeights(folder, files));
  if (files.includes(ADAPTER))
    notes.push(
      `${folder}: the model is read without the adapter that lies beside it (${ADAPTER}), which transformers would put on. If it belongs to it, merge the two: merge_and_unload(), save_pretrained(folder).`,
    );
  return { config, configText, notes, tensors: named(config, tensors) };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw fileError(error, folder);
  }
}

function noConfig(where: string, files: readonly string[]): string {
  if (files.includes(ADAPTER))
    return `${where}: an adapter of PEFT (${ADAPTER}), expected the model that it adapts: a folder with config.json, tokenizer.json, ${WEIGHTS}. Name that model, or merge the two: merge_and_unload(), save_pretrained(folder).`;
  const ggufs = files.filter((f) => f.endsWith('.gguf'));
  if (ggufs.length > 0) return noWeights(where, files);
  if (files.includes('snapshots') && files.includes('refs'))
    return `${where}: is what the hub's cache holds of a repository: name the folder of a commit in ${where}/snapshots, or the repository (org/name).`;
  const [first] = files
    .filter((f) => /^checkpoint-\d+$/.test(f))
    .toSorted((a, b) => Number(b.slice(11)) - Number(a.slice(11)));
  if (first !== undefined)
    return `${where}: config.json is missing, but there are checkpoints of a training: name one, such as ${where}/${first}.`;
  return `${where}: config.json is missing. Expected a Hugging Face model folder (config.json, tokenizer.json, ${WEIGHTS}).`;
}

/** Says what was found instead of safetensors weights and how to get them. */
export function noWeights(where: string, files: readonly string[]): string {
  const shards = files.filter((f) => /^model-\d+-of-\d+\.safetensors$/.test(f));
  if (shards.length > 0)
    return `${where}: ${shards.length} shards (${shards.toSorted()[0]}) without ${INDEX}, which says what is in which. Download it too.`;
  const pickles = files.filter((f) => /^pytorch_model.*\.bin$|\.(?:pth|pt|ckpt)$/.test(f));
  if (pickles.length > 0)
    return `${where}: only PyTorch weights (${pickles[0]}), expected ${WEIGHTS}. Convert them: load the model with transformers and call save_pretrained(folder).`;
  const others = files.filter((f) => f.endsWith('.safetensors'));
  if (others.length > 0)
    return `${where}: no ${WEIGHTS}, but ${others.toSorted().slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}. If it holds the whole model under Hugging Face's names, call it ${WEIGHTS}.`;
  const ggufs = files.filter((f) => f.endsWith('.gguf'));
  const foreign = files.find(
    (f) => /\.(?:h5|msgpack|onnx|tflite|pdparams|mlmodel|ot|keras)$/.test(f) || f === 'onnx',
  );
  if (ggufs.length === 0 && foreign !== undefined)
    return `${where}: only weights of another library (${foreign}), expected ${WEIGHTS}. Take the repository's safetensors files, or those of the model that it was made from.`;
  if (ggufs.length > 0)
    return `${where}: no ${WEIGHTS}, but ${ggufs.length} GGUF files. Name one: ${where}/${ggufs.toSorted()[0]}`;
  return `${where}: no weights: expected ${WEIGHTS} or ${INDEX}.`;
}

/**
 * Names as the causal-LM class has them. Those of a bare model (saved without its language-model head) lack a prefix: `wte.weight`
 * (so openai-community/gpt2) becomes `transformer.wte.weight`.
 */
function named(
  config: Record<string, unknown>,
  tensors: ReadonlyMap<string, TensorInfo>,
): ReadonlyMap<string, TensorInfo> {
  const doubled = embeddingNames.find((name) => tensors.has(`model.${name}`));
  // `model.model.layers…`, `model.lm_head.weight`: a wrapper that calls it its model. Read so by transformers, too.
  if (doubled !== undefined && [...tensors.keys()].every((name) => name.startsWith('model.')))
    return renamed(tensors, (name) => name.slice('model.'.length));
  const prefix = embeddingNames
    .map((name) => name.slice(0, name.indexOf('.') + 1))
    .find((prefix, i) => tensors.has(embeddingNames[i]!.slice(prefix.length)));
  if (prefix === undefined || config['model_type'] === undefined) return tensors;
  return renamed(tensors, (name) => (name === 'lm_head.weight' ? name : prefix + name));
}

const renamed = (
  tensors: ReadonlyMap<string, TensorInfo>,
  rename: (name: string) => string,
): ReadonlyMap<string, TensorInfo> =>
  new Map(
    [...tensors.values()].map((t) => {
      const name = rename(t.name);
      return [name, { ...t, name }];
    }),
  );
