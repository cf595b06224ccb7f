/**
 * The border between a checkpoint and its model: presence, shape and type of every weight are checked here, once. Where tensors are not
 * those of the configuration, the error tells the cause if the names betray it, else it lists them. Causes are weights quantised by other
 * libraries and wrappers that put something before every name.
 */
import { LoadError, type WeightSpec, isFloatDtype } from '@adaptbench/core';
import { quantizedMend } from './config/fields.ts';
import type { Checkpoint, TensorInfo } from './checkpoint/index.ts';
import { ggmlTypes } from './gguf/types.ts';

type Tensors = ReadonlyMap<string, TensorInfo>;
const MAX_SHOWN = 8;
const MAX_UNUSED_SHOWN = 4;

/**
 * The tensors that an architecture asks for, in its order.
 * @throws LoadError where one is missing or has another shape, with the likely cause; else where one holds numbers of a type that is not read
 */
export function weightsOf(checkpoint: Checkpoint, expected: readonly WeightSpec[]): TensorInfo[] {
  const { reference, tensors } = checkpoint;
  const found: TensorInfo[] = [];
  const misfits: string[] = [];
  for (const { name, shape } of expected) {
    const t = tensors.get(name);
    if (t === undefined) misfits.push(`${name} is missing`);
    else if (String(t.shape) !== String(shape)) misfits.push(`${name} is [${t.shape}], expected [${shape}]`);
    else found.push(t);
  }
  if (misfits.length > 0) throw misfit(checkpoint, expected, misfits.toSorted());
  const odd = found.filter(({ dtype }) => !isFloatDtype(dtype) && !(dtype in ggmlTypes));
  if (odd.length > 0) throw new LoadError(`${reference}: ${ofOtherTypes(tensors, found, odd)}`);
  return found;
}

/** What types of numbers are not read, and how the weights become others. */
function ofOtherTypes(tensors: Tensors, found: readonly TensorInfo[], odd: readonly TensorInfo[]): string {
  const types = [...new Set(odd.map(({ dtype }) => dtype))].toSorted();
  const what = `${odd.length} of ${found.length} weights are ${types.join(' or ')}, such as ${odd[0]!.name}.`;
  const cause = quantized(tensors);
  if (cause !== null) return `${what} There are scales beside them: ${cause}`;
  const mend = types.every((type) => type.startsWith('F8_'))
    ? 'To convert them, with transformers: AutoModelForCausalLM.from_pretrained(folder, dtype="bfloat16").save_pretrained(other).'
    : 'Whole numbers are no weights without scales. Use the original checkpoint, or a .gguf file of the same model.';
  return `${what} Only F64, F32, F16 and BF16 can be read. ${mend}`;
}

function misfit(
  { reference, tensors }: Checkpoint,
  expected: readonly WeightSpec[],
  faults: readonly string[],
): LoadError {
  const alone = faults.length === 1 ? otherHead(tensors, expected) : null;
  const cause = quantized(tensors) ?? wrapped(tensors, expected) ?? alone;
  if (cause !== null) return new LoadError(`${reference}: ${cause}`);
  const unused = unusedNames(tensors, expected);
  return new LoadError(
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

const HEAD = 'lm_head.weight';

/** Where all fits but the head of a language model, which is not there. */
function otherHead(tensors: Tensors, expected: readonly WeightSpec[]): string | null {
  if (tensors.has(HEAD) || !expected.some(({ name }) => name === HEAD)) return null;
  const other = [...tensors.keys()].find((name) =>
    /^(?:score|classifier|v_head|value_head|qa_outputs)\./.test(name),
  );
  return other === undefined
    ? `${HEAD} is missing, and config.json does not say that it is the embeddings' matrix. Where it is, set tie_word_embeddings to true there; else the model was saved without its head.`
    : `it has another head (${other}) than a language model's (${HEAD}), as models that classify or reward have. Use the model that it was trained from.`;
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
  [/\.(?:scales|biases)$/, 'MLX'],
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

/** Where names are the expected ones but for something before all of them, or what PEFT puts into those of adapted modules. */
function wrapped(tensors: Tensors, expected: readonly WeightSpec[]): string | null {
  const missing = expected.filter((w) => !tensors.has(w.name)).map((w) => w.name);
  const adapted = missing.find((name) => tensors.has(name.replace(/\.(\w+)$/, '.base_layer.$1')));
  if (adapted !== undefined)
    return `it was saved with an adapter of PEFT that was not merged (such as ${adapted.replace(/\.(\w+)$/, '.base_layer.$1')}). Call model.merge_and_unload() and save what it gives.`;
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
