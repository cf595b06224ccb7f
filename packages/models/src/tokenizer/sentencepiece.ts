/**
 * SentencePiece's BPE as a tokenizer.json: merging the best-scored pair first is the same as a list of merges in order of the score of
 * what they make. Source: transformers' `convert_slow_tokenizer.py`, `generate_merges` and `LlamaConverter`.
 */
import { LoadError } from '@adaptbench/core';
import type { GgufMetadata } from '../gguf/metadata.ts';

const SPACE = '▁';

export function sentencePieceJson(metadata: GgufMetadata, tokens: readonly string[], advice: string): object {
  const { path } = metadata;
  const scores = metadata.numbers('tokenizer.ggml.scores');
  if (scores?.length !== tokens.length)
    throw new LoadError(
      `${path}: ${scores?.length ?? 0} token scores for ${tokens.length} tokens. ${advice}.`,
    );
  const architecture = metadata.text('general.architecture') ?? '';
  if (architecture.startsWith('gemma'))
    throw new LoadError(
      `${path}: ${architecture}'s vocabulary has no merges that its scores would give. ${advice}.`,
    );
  const vocab = new Map(tokens.map((token, id) => [token, id]));
  const prefix = metadata.flag('tokenizer.ggml.add_space_prefix') ?? true;
  const unknown = metadata.number('tokenizer.ggml.unknown_token_id');
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  return {
    version: '1.0',
    normalizer: {
      type: 'Sequence',
      normalizers: [...(prefix ? [{ type: 'Prepend', prepend: SPACE }] : []), spaces],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: 'BPE',
      unk_token: unknown === undefined ? null : (tokens[unknown] ?? null),
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(vocab),
      merges: mergesOf(vocab, scores),
    },
  };
}

/** Every way to make a token of two, best score first. */
function mergesOf(vocab: ReadonlyMap<string, number>, scores: readonly number[]): [string, string][] {
  const found: { left: string; right: string; score: number }[] = [];
  for (const [token, id] of vocab) {
    const characters = Array.from(token);
    const ways: { left: string; right: string; score: number }[] = [];
    for (let cut = 1; cut < characters.length; cut++) {
      const left = characters.slice(0, cut).join('');
      const right = characters.slice(cut).join('');
      if (vocab.has(left) && vocab.has(right)) ways.push({ left, right, score: scores[id]! });
    }
    found.push(
      ...ways.toSorted(
        (a, b) => vocab.get(a.left)! - vocab.get(b.left)! || vocab.get(a.right)! - vocab.get(b.right)!,
      ),
    );
  }
  return found.toSorted((a, b) => b.score - a.score).map(({ left, right }) => [left, right]);
}
