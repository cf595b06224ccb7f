/**
 * adapter_model.safetensors of a LoRA folder, sorted by what the names say: `base_model.model.<module>.lora_A.weight` and its like, tensors
 * of the model that were trained whole, and rows of embeddings. Names are taken as PEFT's loader takes them (utils/save_and_load.py), which
 * passes over others with a warning; here those are refused.
 */
import { type Files, LoadError, type Tensors, peftTensors, oneLine, PEFT_WEIGHTS } from '@adaptbench/core';
import type { PeftSettings } from './settings.ts';

export const PREFIX = 'base_model.model.';

export type Tensor = Tensors extends ReadonlyMap<string, infer T> ? T : never;
type Part = 'A' | 'B' | 'magnitude';

/** What a module got: a `linear` one lora_A and lora_B, an `embedding` lora_embedding_A and lora_embedding_B. */
export interface Update {
  readonly kind: 'linear' | 'embedding';
  readonly parts: ReadonlyMap<Part, Tensor>;
}

export interface FolderTensors {
  readonly updates: ReadonlyMap<string, Update>;
  /** By the checkpoint's names. */
  readonly whole: Tensors;
  /** New rows of an embedding or a head, by module, in the order of `trainable_token_indices`. */
  readonly rows: Tensors;
}

/**
 * A name within a module: the part, and the kind of module that it makes (a magnitude makes none). `.default` is the name PEFT gives an adapter
 * on loading.
 */
const parts: readonly (readonly [RegExp, Update['kind'] | null, Part])[] = [
  [/^(.+)\.lora_A(?:\.default)?\.weight$/, 'linear', 'A'],
  [/^(.+)\.lora_B(?:\.default)?\.weight$/, 'linear', 'B'],
  [/^(.+)\.lora_magnitude_vector(?:(?:\.default)?\.weight)?$/, null, 'magnitude'],
  [/^(.+)\.lora_embedding_A(?:\.default)?$/, 'embedding', 'A'],
  [/^(.+)\.lora_embedding_B(?:\.default)?$/, 'embedding', 'B'],
];

/** Throws LoadError where a tensor has a name that PEFT would pass over, or that belongs to something that is not computed here. */
export function sortTensors(files: Files): FolderTensors {
  const updates = new Map<string, { kind: Update['kind']; parts: Map<Part, Tensor> }>();
  const whole = new Map<string, Tensor>();
  const rows = new Map<string, Tensor>();
  const rest: [name: string, tensor: Tensor][] = [];
  for (const [full, tensor] of peftTensors(files)) {
    const name = withoutPrefix(full);
    const found = partOf(name);
    if (found === null) {
      rest.push([name, tensor]);
      continue;
    }
    const { module, kind, part } = found;
    const update = updates.get(module) ?? { kind: kind ?? 'linear', parts: new Map() };
    if (update.parts.has(part)) throw twice(name);
    update.parts.set(part, tensor);
    updates.set(module, kind === null ? update : { ...update, kind });
  }
  for (const [name, tensor] of rest) {
    refuseNamed(name);
    const module = /^(.+)\.token_adapter\.trainable_tokens_delta$/.exec(name)?.[1];
    if (module !== undefined) rows.set(module, tensor);
    else {
      // The matrix that new rows are put into.
      const under = /^(.+)\.token_adapter\.base_layer\.weight$/.exec(name)?.[1];
      const own = under === undefined ? ownName(name, updates) : `${under}.weight`;
      if (whole.has(own)) throw twice(own);
      whole.set(own, tensor);
    }
  }
  return { updates, whole, rows };
}

function partOf(name: string): { module: string; kind: Update['kind'] | null; part: Part } | null {
  for (const [expression, kind, part] of parts) {
    const module = expression.exec(name)?.[1];
    if (module !== undefined) return { module, kind, part };
  }
  return null;
}

const twice = (name: string): LoadError =>
  new LoadError(`${PEFT_WEIGHTS}: ${oneLine(name)} is there twice, under two names.`);

function withoutPrefix(full: string): string {
  const name = full.startsWith(PREFIX) ? full.slice(PREFIX.length) : null;
  if (name !== null && !/^(?:base_model\.model\.|_orig_mod\.|module\.)/.test(name)) return name;
  const own = full.replace(/^(?:base_model\.model\.|_orig_mod\.|module\.)+/, '');
  throw new LoadError(
    `${PEFT_WEIGHTS}: a tensor is called ${oneLine(full)}: expected ${PREFIX}${oneLine(own)}. PEFT would pass over it. Rename them in the folder: python -c "import re, safetensors.torch as s; s.save_file({'${PREFIX}' + re.sub(r'^(base_model\\.model\\.|_orig_mod\\.|module\\.)+', '', k): v for k, v in s.load_file('${PEFT_WEIGHTS}').items()}, '${PEFT_WEIGHTS}')"`,
  );
}

/** Throws where a name has a part that other ways of adapting use, or an adapter's own name in it. */
function refuseNamed(name: string): void {
  const at = `${PEFT_WEIGHTS}: ${oneLine(name)}`;
  const adapter = /\.lora_(?:A|B|embedding_A|embedding_B|magnitude_vector)\.([^.]+)(?:\.weight)?$/.exec(
    name,
  )?.[1];
  if (/\.lora_B(?:\.default)?\.bias$/.test(name))
    throw new LoadError(`${at}: a bias of lora_B (lora_bias) is not computed here.`);
  if (adapter !== undefined)
    throw new LoadError(
      `${at}: the adapter's name "${oneLine(adapter)}" stands in it, under which alone PEFT would read it. Rename the tensors without ".${oneLine(adapter)}", or save the adapter with save_pretrained.`,
    );
  if (/\.lora_(?:down|up|a|b)(?:\.|$)/.test(name))
    throw new LoadError(
      `${at} is a tensor as Kohya's scripts or MLX name it: expected lora_A and lora_B, as PEFT writes them. Save the adapter with PEFT, or put it into its model with the library that made it.`,
    );
  if (/\.lora_|\.(?:ia3|vera|oft|hada|lokr|boft|ln_tuning)_|\.modules_to_save\./.test(name))
    throw new LoadError(`${at} is not known: expected lora_A and lora_B, or tensors of the model.`);
}

/** A tensor of the model by the checkpoint's name. PEFT puts `base_layer` into the names of a module with an update, and only of those. */
function ownName(name: string, updates: FolderTensors['updates']): string {
  const [, module, own] = /^(.+)\.(?:base_layer\.)?([^.]+)$/.exec(name) ?? [];
  const inner = name.includes('.base_layer.');
  const updated = module !== undefined && updates.has(inner ? module.replace(/\.base_layer$/, '') : module);
  if (inner !== updated)
    throw new LoadError(
      `${PEFT_WEIGHTS}: ${oneLine(name)}: PEFT would pass over it, as its module has ${updated ? 'an' : 'no'} update. Save the adapter again with save_pretrained.`,
    );
  return inner ? `${module!.replace(/\.base_layer$/, '')}.${own}` : name;
}

/** The modules with a lora_A and lora_B of their own site: all but the head and embeddings, whose updates are added to their matrices. */
export const siteModules = (t: FolderTensors): string[] =>
  [...t.updates].filter(([module, u]) => u.kind === 'linear' && !isHead(module)).map(([module]) => module);

/** Hugging Face's name of the output matrix in every causal language model. */
export const isHead = (module: string): boolean => module === 'lm_head';

/**
 * The tensors of the model that are stored whole, where a head is left out that is the embeddings' copy: PEFT stores both names of tied
 * embeddings (`save_embedding_layers`).
 */
export function wholeTensors({ whole }: FolderTensors, s: PeftSettings): Tensors {
  const head = whole.get(HEAD);
  const named = (s.modules_to_save ?? []).some((m) => 'lm_head'.endsWith(m));
  if (!head || (named && s.ensure_weight_tying !== true)) return whole;
  const copied = [...whole].some(([name, t]) => isEmbedding(name) && same(t.data, head.data));
  return copied ? new Map([...whole].filter(([name]) => name !== HEAD)) : whole;
}
export const HEAD = 'lm_head.weight';
/** Hugging Face's names of the input embeddings. */
export const isEmbedding = (name: string): boolean => /(?:^|\.)(?:embed_tokens|wte)\.weight$/.test(name);

const same = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);
