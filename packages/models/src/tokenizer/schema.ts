/**
 * What a tokenizer.json may hold, checked before the Rust library sees it: kinds known by name, ids that are ids, expressions that end,
 * tables that lead nowhere else. The library's own words for a fault are a type of Rust's and a column, and some end the process.
 * Source: `tokenizers/src/{models,normalizers,pre_tokenizers,processors,decoders}` of tokenizers 0.23.
 */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { faultOfCharsMap } from './rust/charsmap.ts';
import { faultOfExpression, matchesNothing } from './rust/expression.ts';

/** Ten times the largest vocabulary in use. */
const MAX_ID = 4_000_000;
/** Steps of one kind, those within sequences included. */
const MAX_STEPS = 64;
const MAX_DEPTH = 8;
/** How much longer a text may become, step upon step. */
const MAX_GROWTH = 256;

const id = z.int().min(0).max(MAX_ID);
const character = z.string().refine((text) => Array.from(text).length === 1, 'expected one character');
const pattern = z
  .looseObject({ String: z.string().optional(), Regex: z.string().optional() })
  .superRefine(({ String: text, Regex: source }, context) => {
    if ((text === undefined) === (source === undefined)) context.addIssue('expected either String or Regex');
    const fault = source === undefined ? null : faultOfExpression(source);
    if (fault !== null) context.addIssue(`the expression ${shown(source)} ${fault}`);
  });
/** The library counts wrong where an expression matches between characters, and ends the process. */
const replaced = pattern.refine(
  ({ Regex: source }) => source === undefined || !matchesNothing(source),
  'the expression can match nothing at all, which is not supported here',
);
const charsMap = z.string().superRefine((table, context) => {
  const fault = faultOfCharsMap(table);
  if (fault !== null) context.addIssue(`the table of normalisations ${fault}; save the tokenizer anew`);
});
/** The library counts below zero where a token is shorter than that, and ends the process. */
const atEnd = 'expected 0: stripping at the end of a token is not supported';
const behavior = z.enum(['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']);

/** Fields of each kind of step that the library would stumble over; what else it holds is the library's to read. */
const kinds = {
  normalizer: {
    BertNormalizer: z.looseObject({}),
    Strip: z.looseObject({ strip_left: z.boolean(), strip_right: z.boolean() }),
    StripAccents: z.looseObject({}),
    NFC: z.looseObject({}),
    NFD: z.looseObject({}),
    NFKC: z.looseObject({}),
    NFKD: z.looseObject({}),
    Lowercase: z.looseObject({}),
    Nmt: z.looseObject({}),
    ByteLevel: z.looseObject({}),
    Precompiled: z.looseObject({ precompiled_charsmap: charsMap }),
    Replace: z.looseObject({ pattern: replaced, content: z.string() }),
    Prepend: z.looseObject({ prepend: z.string() }),
  },
  pre_tokenizer: {
    BertPreTokenizer: z.looseObject({}),
    ByteLevel: z.looseObject({}),
    CharDelimiterSplit: z.looseObject({ delimiter: character }),
    Metaspace: z.looseObject({
      replacement: character,
      prepend_scheme: z.enum(['first', 'never', 'always']).optional(),
    }),
    Whitespace: z.looseObject({}),
    WhitespaceSplit: z.looseObject({}),
    Split: z.looseObject({ pattern, behavior, invert: z.boolean() }),
    Punctuation: z.looseObject({ behavior: behavior.optional() }),
    Digits: z.looseObject({ individual_digits: z.boolean() }),
    UnicodeScripts: z.looseObject({}),
    FixedLength: z.looseObject({ length: z.int().min(1) }),
  },
  post_processor: {
    BertProcessing: z.looseObject({}),
    RobertaProcessing: z.looseObject({}),
    ByteLevel: z.looseObject({}),
    TemplateProcessing: z.looseObject({ single: z.array(z.looseObject({})) }),
  },
  decoder: {
    BPEDecoder: z.looseObject({ suffix: z.string() }),
    ByteLevel: z.looseObject({}),
    WordPiece: z.looseObject({ prefix: z.string() }),
    Metaspace: z.looseObject({ replacement: character }),
    CTC: z.looseObject({}),
    Replace: z.looseObject({ pattern: replaced, content: z.string() }),
    Fuse: z.looseObject({}),
    Strip: z.looseObject({ content: character, start: z.int().min(0), stop: z.literal(0, atEnd) }),
    ByteFallback: z.looseObject({}),
  },
} as const;

const parts = {
  normalizer: 'normalizers',
  pre_tokenizer: 'pretokenizers',
  post_processor: 'processors',
  decoder: 'decoders',
} as const;

const vocabulary = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object of ids by token',
);
const merges = z.custom<readonly unknown[]>(
  (value) =>
    Array.isArray(value) &&
    value.every(
      (m: unknown) =>
        typeof m === 'string' ||
        (Array.isArray(m) && m.length === 2 && m.every((p) => typeof p === 'string')),
    ),
  'expected a list of "a b" or ["a", "b"]',
);
const pieces = z.custom<readonly (readonly [string, number])[]>(
  (value) =>
    Array.isArray(value) &&
    value.every(
      (p: unknown) => Array.isArray(p) && p.length === 2 && typeof p[0] === 'string' && Number.isFinite(p[1]),
    ),
  'expected a list of [token, score]',
);

const bpe = z.looseObject({
  type: z.literal('BPE'),
  vocab: vocabulary,
  merges,
  dropout: z.number().nullish(),
  continuing_subword_prefix: z.string().nullish(),
});
const model = z.discriminatedUnion('type', [
  bpe,
  z.looseObject({ type: z.literal('WordPiece'), vocab: vocabulary, unk_token: z.string().optional() }),
  z.looseObject({ type: z.literal('WordLevel'), vocab: vocabulary, unk_token: z.string().optional() }),
  z.looseObject({ type: z.literal('Unigram'), vocab: pieces, unk_id: id.nullish() }),
]);
const models = ['BPE', 'Unigram', 'WordPiece', 'WordLevel'];

const file = z.looseObject({
  model: z.looseObject({}),
  added_tokens: z.array(z.looseObject({ id, content: z.string() })).default([]),
});

export interface CheckedTokenizer {
  readonly model: (typeof models)[number];
  /** One more than the highest id. */
  readonly size: number;
  readonly added: readonly {
    readonly id: number;
    readonly content: string;
    readonly [field: string]: unknown;
  }[];
}

/** @throws LoadError with what is wrong, where and how to mend it */
export function checkTokenizer(source: string, json: Readonly<Record<string, unknown>>): CheckedTokenizer {
  const fail = (what: string): never => {
    throw new LoadError(`${source}: not a usable tokenizer: ${what}.`);
  };
  const told = <T>(at: string, result: z.ZodSafeParseResult<T>): T => {
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const path = [...(at === '' ? [] : [at]), ...(issue?.path ?? [])].map(String).join('.');
    return fail(`${path === '' ? 'the file' : path}: ${plain(issue?.message ?? '')}`);
  };
  const { model: rawModel, added_tokens: added } = told('', file.safeParse(json));
  const type = rawModel['type'] ?? untold(rawModel);
  if (!models.includes(type as string)) fail(`model.type is ${shown(type)}: expected ${models.join(', ')}`);
  for (const part of ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'] as const)
    checkSteps(part, json[part], fail, told);
  const checked = told('model', model.safeParse({ ...rawModel, type }));
  if (checked.type === 'BPE') checkBpe(checked, fail);
  const highest = checked.type === 'Unigram' ? checked.vocab.length - 1 : highestId(checked.vocab, fail);
  return {
    model: checked.type,
    size: added.reduce((most, token) => Math.max(most, token.id), highest) + 1,
    added,
  };
}

function checkBpe(
  { dropout, merges: pairs, vocab, continuing_subword_prefix: prefix }: z.infer<typeof bpe>,
  fail: (what: string) => never,
): void {
  if ((dropout ?? 0) > 0)
    fail(`model.dropout is ${dropout}: a text would have other tokens each time. Set it to null`);
  const cut = prefix ?? '';
  const tokens = new Set(Object.keys(vocab));
  for (const [i, pair] of pairs.entries()) {
    const [left = '', right = ''] = typeof pair === 'string' ? pair.split(' ') : (pair as string[]);
    // The library cuts off as many bytes, whatever they are, and makes room for no longer token than it has.
    if (cut !== '' && !right.startsWith(cut))
      fail(`model.merges.${i} does not go on with the continuing_subword_prefix ${shown(cut)}`);
    const made = left + right.slice(cut.length);
    if (!tokens.has(made)) fail(`model.merges.${i} makes ${shown(made)}, which is not in the vocabulary`);
  }
}

/** Old files do not say. */
function untold(model: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(model['vocab'])) return 'Unigram';
  if ('merges' in model) return 'BPE';
  return 'continuing_subword_prefix' in model ? 'WordPiece' : 'WordLevel';
}

/** Ids up to a bound; the library makes room for as many tokens as the highest says. */
function highestId(vocab: Readonly<Record<string, unknown>>, fail: (what: string) => never): number {
  let highest = -1;
  for (const token of Object.keys(vocab)) {
    const found = vocab[token];
    if (!Number.isSafeInteger(found) || Number(found) < 0 || Number(found) > MAX_ID)
      fail(`the id of token ${shown(token)} is ${shown(found)}: expected a whole number from 0 to ${MAX_ID}`);
    highest = Math.max(highest, Number(found));
  }
  return highest;
}

type Told = <T>(at: string, result: z.ZodSafeParseResult<T>) => T;

function checkSteps(
  part: keyof typeof kinds,
  root: unknown,
  fail: (what: string) => never,
  told: Told,
): void {
  const known = new Map<string, z.ZodType>(Object.entries(kinds[part]));
  let steps = 0;
  let growth = 1;
  const visit = (step: unknown, at: string, depth: number): void => {
    if (step === null || step === undefined) return;
    if (depth > MAX_DEPTH) fail(`${part}: sequences within each other more than ${MAX_DEPTH} deep`);
    if (++steps > MAX_STEPS) fail(`${part}: more than ${MAX_STEPS} steps`);
    const { type, [parts[part]]: inner } = told(at, z.looseObject({}).safeParse(step));
    if (type === 'Sequence') {
      for (const [i, one] of told(`${at}.${parts[part]}`, z.array(z.unknown()).safeParse(inner)).entries())
        visit(one, `${at}.${parts[part]}.${i}`, depth + 1);
      return;
    }
    const schema = typeof type === 'string' ? known.get(type) : undefined;
    if (schema === undefined)
      fail(`${at}.type is ${shown(type)}: expected ${['Sequence', ...known.keys()].join(', ')}`);
    told(at, (schema ?? z.never()).safeParse(step));
    growth *= growthOf(step);
    if (growth > MAX_GROWTH) fail(`${part}: its steps can make a text more than ${MAX_GROWTH} times as long`);
  };
  visit(root, part, 0);
}

/** How many times as long a step can make a text. What Unicode bounds counts as once. */
function growthOf(step: unknown): number {
  const { type, pattern: by, content = '' } = step as Step;
  if (type === 'ByteLevel') return 2;
  if (type !== 'Replace' || by === undefined) return 1;
  const bytes = Buffer.byteLength(content);
  return Math.max(1, bytes / (Buffer.byteLength(by.String ?? '') || 1));
}

interface Step {
  readonly type: string;
  readonly pattern?: { readonly String?: string };
  readonly content?: string;
}

/** A value of the file, cut short and on one line. */
function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value ?? null);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const plain = (message: string): string =>
  message
    .replace(/^Invalid input: /, '')
    .replace(', received undefined', ', which is missing')
    .replace(/\.$/, '');
