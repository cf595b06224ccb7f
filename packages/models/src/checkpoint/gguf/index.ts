/** Opens a GGUF file: its tensors under Hugging Face's names, its config and its metadata. */
import { open } from 'node:fs/promises';
import { LoadError, throwFaults } from '@adaptbench/core';
import { excerpt } from '../../config/excerpt.ts';
import type { GgufForm, GgufHeader } from '../../family.ts';
import { ggufForms } from '../../architectures.ts';
import type { TensorInfo } from '../checkpoint.ts';
import { checkRegular } from '../../files/regular-file.ts';
import { checkKeys } from './foreign-keys.ts';
import { readGgufTensors } from '../../gguf/header.ts';
import type { GgufTensor } from '../../gguf/header.ts';
import { decodeMetadata } from '../../gguf/read-metadata.ts';
import type { GgufMetadata } from '../../gguf/metadata.ts';

/** The most numbers of a tensor that is a setting: half of any head's width. */
const MAX_NUMBERS = 4096;

export interface GgufFile {
  readonly config: Record<string, unknown>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: GgufMetadata;
}

/** @throws LoadError where the file is broken or of an architecture or tensor type that cannot be read */
export async function openGguf(path: string): Promise<GgufFile> {
  await checkRegular(path);
  const stored = readGgufTensors(path);
  const metadata = await decodeMetadata(path);
  const kind = metadata.text('general.type') ?? 'model';
  if (kind !== 'model') throw new LoadError(`${path}: ${otherKind(kind)}`);
  const architecture = metadata.text('general.architecture');
  const form = ggufForms.get(architecture ?? '');
  if (architecture === undefined || form === undefined)
    throw new LoadError(
      `${path}: ${architecture === undefined ? 'metadata "general.architecture" is missing' : `architecture ${excerpt(architecture)}`}: expected one of ${[...ggufForms.keys()].join(', ')}. Models of other families cannot be loaded.`,
    );
  const parts = metadata.number('split.count') ?? 1;
  if (parts > 1)
    throw new LoadError(
      `${path}: one of ${parts} parts of a split GGUF. Join them: llama-gguf-split --merge FIRST_PART OUTPUT`,
    );
  const header: GgufHeader = {
    architecture,
    keys: metadata.under(architecture),
    tensors: new Set(stored.map((t) => t.name)),
    async floats(name) {
      const tensor = stored.find((t) => t.name === name);
      return tensor && readFloat32(path, tensor);
    },
  };
  checkKeys(header);
  const config = { ...(await form.config(header)), ...commonConfig(header, metadata) };
  return { config, tensors: namedTensors(path, stored, form, header), metadata };
}

/** What a file is that holds no model, by its `general.type`. */
function otherKind(kind: string): string {
  if (kind === 'adapter')
    return 'is an adapter, not a model. Only adapters in the form of PEFT can be read: a folder with adapter_config.json and adapter_model.safetensors. Or merge it into its model with llama-export-lora, and use that file.';
  const what = { mmproj: 'what a model sees images with', imatrix: 'an importance matrix' }[kind];
  return `is ${what ?? `of type ${excerpt(kind)}`}, not a language model. Take the file of the model itself.`;
}

/** The fields of config.json that every family has. */
const commonConfig = ({ keys, tensors }: GgufHeader, metadata: GgufMetadata): Record<string, unknown> => ({
  vocab_size: keys.number('vocab_size') ?? metadata.texts('tokenizer.ggml.tokens')?.length ?? null,
  tie_word_embeddings: !tensors.has('output.weight'),
  bos_token_id: metadata.number('tokenizer.ggml.bos_token_id') ?? null,
  eos_token_id: metadata.number('tokenizer.ggml.eos_token_id') ?? null,
});

/** The weights under Hugging Face's names. */
function namedTensors(
  path: string,
  stored: readonly GgufTensor[],
  form: GgufForm,
  header: GgufHeader,
): Map<string, TensorInfo> {
  const tensors = new Map<string, TensorInfo>();
  const faults: string[] = [];
  for (const { name: ggufName, dims, type, offset, bytes } of stored) {
    if (form.settings.includes(ggufName)) continue;
    const name = huggingFaceName(form, ggufName);
    if (name === null) {
      faults.push(`tensor "${ggufName}" has no counterpart in a Hugging Face ${header.architecture} model`);
      continue;
    }
    const undo = form.storedAs(ggufName, header);
    // ggml lists the contiguous dimension first; a transposed one is thereby already in Hugging Face's order
    const shape = undo?.kind === 'transposed' ? dims : dims.toReversed();
    const as = undo ? { storedAs: undo } : {};
    tensors.set(name, { name, shape, dtype: type, file: path, offset, bytes, ...as });
  }
  throwFaults(path, faults);
  return tensors;
}

/** Hugging Face's name, or null for a tensor that has none there. */
export function huggingFaceName({ modules }: GgufForm, name: string): string | null {
  const [, block = '', layer = '', part, kind] = /^(blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const module = modules.get(`${block === '' ? '' : 'blk.#.'}${part}`);
  return module === undefined ? null : `${module.replace('#', layer)}.${kind}`;
}

/** A small tensor's numbers. */
async function readFloat32(path: string, tensor: GgufTensor): Promise<Float32Array> {
  const count = tensor.dims.reduce((a, b) => a * b, 1);
  if (tensor.type !== 'F32' || count > MAX_NUMBERS)
    throw new LoadError(
      `${path}: tensor "${tensor.name}" is ${tensor.type} [${tensor.dims}], expected at most ${MAX_NUMBERS} F32.`,
    );
  const out = new Float32Array(count);
  const file = await open(path, 'r');
  try {
    await file.read(new Uint8Array(out.buffer), 0, tensor.bytes, tensor.offset);
  } finally {
    await file.close();
  }
  return out;
}
