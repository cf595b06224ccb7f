/**
 * What is said of a checkpoint whose tensors are not those of its configuration: the cause, where the names that are there tell it
 * (weights quantised by other libraries, wrappers that put something before every name), else the list.
 */
import { LoadError, type WeightSpec } from '@adaptbench/core';
import { quantizedMend } from './config/fields.ts';
import type { Checkpoint, TensorInfo } from './checkpoint/index.ts';

type Tensors = ReadonlyMap<string, TensorInfo>;
const MAX_SHOWN = 8;
const MAX_UNUSED_SHOWN = 4;

/** @throws LoadError where a tensor is missing or has another shape, with its likely cause */
export function checkWeights({ reference, tensors }: Checkpoint, expected: readonly WeightSpec[]): void {
  const faults = expected
    .flatMap(({ name, shape }) => {
      const t = tensors.get(name);
      if (!t) return [`${name} is missing`];
      return String(t.shape) === String(shape) ? [] : [`${name} is [${t.shape}], expected [${shape}]`];
    })
    .toSorted();
  if (faults.length === 0) return;
  const cause = quantized(tensors) ?? wrapped(tensors, expected);
  if (cause !== null) throw new LoadError(`${reference}: ${cause}`);
  const unused = unusedNames(tensors, expected);
  throw new LoadError(
    `${reference}: ${faults.length} tensor${faults.length > 1 ? 's do' : ' does'} not fit config.json: ${some(faults, MAX_SHOWN, '; ')}.${
      unused.length === 0 ? '' : ` There is no place for ${some(unused, MAX_UNUSED_SHOWN, ', ')}.`
    } The checkpoint is incomplete or config.json is another model's.`,
  );
}

/** Of tensors that the model has no place for, a sentence; none where there are none. */
export function unusedNotes({ tensors }: Checkpoint, expected: readonly WeightSpec[]): string[] {
  const unused = unusedNames(tensors, expected);
  return unused.length === 0
    ? []
    : [
        `${unused.length} tensor${unused.length > 1 ? 's' : ''} of the file ${unused.length > 1 ? 'are' : 'is'} not used, as in transformers: ${some(unused, MAX_UNUSED_SHOWN, ', ')}.`,
      ];
}

const some = (all: readonly string[], most: number, by: string): string =>
  `${all.slice(0, most).join(by)}${all.length > most ? `${by}…` : ''}`;

/** Buffers that older versions of transformers saved, and the head of a tied model. */
const computed = /(?:\.rotary_emb\.inv_freq|\.attn\.(?:masked_)?bias)$|^lm_head\.weight$/;

function unusedNames(tensors: Tensors, expected: readonly WeightSpec[]): string[] {
  const used = new Set(expected.map((w) => w.name));
  return [...tensors.keys()].filter((name) => !used.has(name) && !computed.test(name)).toSorted();
}

/** Endings of names under which other libraries store quantised weights. */
const quantizers: readonly (readonly [RegExp, string])[] = [
  [/\.(?:qweight|qzeros|g_idx)$/, 'GPTQ or AWQ'],
  [/\.weight\.(?:absmax|quant_map|quant_state\b.*|nested_absmax)$|\.(?:SCB|weight_format)$/, 'bitsandbytes'],
  [/\.weight_packed$/, 'compressed-tensors'],
  [/\.(?:weight_scale_inv|weight_scale|input_scale)$/, 'FP8'],
  [/_(?:blocks|scales)$/, 'MXFP4'],
];

function quantized(tensors: Tensors): string | null {
  for (const [ending, name] of quantizers) {
    const found = [...tensors.keys()].find((tensor) => ending.test(tensor));
    if (found !== undefined)
      return `its weights are quantised by ${name} (such as ${found}): ${quantizedMend(name)}`;
  }
  return null;
}

const wrappers: readonly (readonly [prefix: string, who: string])[] = [
  [
    '_orig_mod.',
    'torch.compile puts that there. Save the model inside it: model._orig_mod.save_pretrained(folder)',
  ],
  [
    'module.',
    'DataParallel and its like put that there. Save the model inside it: model.module.save_pretrained(folder)',
  ],
  ['_fsdp_wrapped_module.', 'FSDP puts that there. Save the full state of the model inside it'],
  ['base_model.', 'PEFT puts that there. Call model.merge_and_unload() and save what it gives'],
  [
    'language_model.',
    'models of images and text have that. Save the language model alone: model.language_model.save_pretrained(folder)',
  ],
];

/** Where names are the expected ones but for something before all of them. */
function wrapped(tensors: Tensors, expected: readonly WeightSpec[]): string | null {
  const missing = expected.filter((w) => !tensors.has(w.name)).map((w) => w.name);
  const counts = new Map<string, { count: number; example: string }>();
  const byEnd = new Map([...tensors.keys()].map((name) => [lastParts(name), name]));
  for (const name of missing) {
    const found = byEnd.get(lastParts(name));
    if (found === undefined || !found.endsWith(name)) continue;
    const prefix = found.slice(0, -name.length);
    const { count = 0 } = counts.get(prefix) ?? {};
    counts.set(prefix, { count: count + 1, example: found });
  }
  const [prefix, most] = [...counts].toSorted(([, a], [, b]) => b.count - a.count)[0] ?? [];
  if (prefix === undefined || most === undefined || most.count < missing.length / 2) return null;
  const who = wrappers.find(([known]) => prefix.includes(known))?.[1];
  return `the names of its tensors begin with "${prefix}" (such as ${most.example}): expected ${most.example.slice(prefix.length)}. ${who === undefined ? 'Save the model anew, without what wraps it' : `Usually ${who}`}.`;
}

/** What tells tensors of one model apart, whatever stands before: the last five parts of the name hold layer, module and kind. */
const lastParts = (name: string): string => {
  const parts = name.split('.');
  const at = parts.findLastIndex((part) => /^\d+$/.test(part));
  return at < 0 ? parts.slice(-2).join('.') : parts.slice(at).join('.');
};
