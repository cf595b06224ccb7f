/** Labels read from text: a label's words in the template, or its name. */
import type { AnswerReader, ClassificationTask, ClassificationTemplate } from '@adaptbench/core';

/**
 * Strict: right after the last "The answer is" or "答案是", or a first line that is one of the words. Lenient: the last of the words
 * anywhere. Of words that begin alike the longer is read: 不满意 is not 满意.
 */
export function labelReader(
  { labels }: ClassificationTask,
  { verbalizer }: ClassificationTemplate,
): { readonly strict: AnswerReader; readonly lenient: AnswerReader } {
  const labelOf = new Map<string, string>();
  for (const label of labels)
    for (const word of [...(verbalizer[label] ?? []), label]) {
      const key = keyOf(word);
      if (!labelOf.has(key)) labelOf.set(key, label);
    }
  const words = [...labelOf.keys()].toSorted((a, b) => b.length - a.length);
  const any = words.map(pattern).join('|');
  const anywhere = new RegExp(any, 'gu');
  const head = new RegExp(`^(?:${any})`, 'u');
  const read = (word: string | undefined): string | null =>
    word === undefined ? null : (labelOf.get(keyOf(word)) ?? null);
  return {
    strict(text) {
      const clean = text.normalize('NFKC');
      const cue = [...clean.matchAll(/(?:\banswer is|答案是)[\s:"'“”*]*/giu)].at(-1);
      if (cue) return read(head.exec(clean.slice(cue.index + cue[0].length))?.[0]);
      const line = (clean.trim().split('\n', 1)[0] ?? '').replace(/[.。]$/u, '');
      return read(head.exec(line)?.[0] === line ? line : undefined);
    },
    lenient: (text) => read([...text.normalize('NFKC').matchAll(anywhere)].at(-1)?.[0]),
  };
}

/** The letter of an option keeps its case: A is not the article a. */
function keyOf(word: string): string {
  const clean = word.normalize('NFKC').trim();
  return clean.length === 1 ? clean : clean.toLowerCase();
}

function pattern(word: string): string {
  const literal = word
    .replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`)
    .replaceAll(/\p{Ll}/gu, (c) => (word.length === 1 ? c : `[${c}${c.toUpperCase()}]`));
  const latin = (edge: string): boolean => /[\p{Script=Latin}\p{N}]/u.test(edge);
  const before = latin(word[0] ?? '') ? String.raw`(?<![\p{L}\p{N}])` : '';
  const after = latin(word.at(-1) ?? '') ? String.raw`(?![\p{L}\p{N}])` : '';
  return before + literal + after;
}
