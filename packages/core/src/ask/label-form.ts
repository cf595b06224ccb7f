/**
 * How the labels of a task are told apart by what a model writes next. A word that stands for a label is an event: the text goes on with
 * its tokens. These events exclude each other as long as no word's tokens begin another's; then their probabilities say all. Where they
 * do (`card`, `card payment`; `1`, `10` where digits are tokens) the shorter holds the longer and would never lose to it. Then an answer
 * is a word **and what ends it**, for every word of the template alike, in answering and in training.
 *
 * The end of an answer is the first token beyond it that the prompt's own form writes there. In a prompt with exemplars that is the
 * template's separator with the beginning of an exemplar; in a chat, what the chat template writes after an assistant's answer. A model
 * that sees exemplars has read just this after each of them, and a trained one learns it. So prompts with and without exemplars, trained
 * on or not, are asked alike. The model's own end token stands in no prompt of exemplars. It takes that place only where the form would
 * not part the words (a label with a line break in it).
 *
 * Whether words begin one another depends on the tokenizer, the template and the frame, not on the item: it is found out once for all.
 */
import type { AnswerEnd } from '../contracts/language-model.ts';
import { encodePair } from './encode.ts';
import { ConfigError } from '../basics/errors.ts';
import { continuation, wordsOf } from './template.ts';
import { promptWriter } from './write.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { ClassificationTask, ClassificationTemplate, Item } from '../contracts/task.ts';

export interface LabelForm {
  /** By label, in the task's order: its words; of words that are the same tokens the first. */
  readonly words: readonly (readonly [string, ...string[]])[];
  /** What ends an answer, where that counts; null where no word begins another. */
  readonly end: AnswerEnd | null;
  /** What a reader should know of it. */
  readonly notes: readonly string[];
}

interface LabelWord {
  readonly label: string;
  readonly word: string;
}

/** Items after which words are looked at: a template may end in the item's own text, and tokens may grow together with it. */
const PROBES = 4;
/** Characters of an exemplar that stand behind a separator while its tokens are told: they decide how white space is cut. */
const BEGINNING = 24;

const known = new WeakMap<PromptContext, LabelForm>();

/**
 * The form of one template's answers, the same for all items that are asked in this context. `item` stands for the pool where that is
 * empty.
 * @throws ConfigError where words of different labels are the same tokens
 */
export function labelForm(context: PromptContext, task: ClassificationTask, item: Item): LabelForm {
  const form = known.get(context) ?? formOf(context, task, item);
  known.set(context, form);
  return form;
}

function formOf(context: PromptContext, task: ClassificationTask, item: Item): LabelForm {
  const template = task.templates[context.template]!;
  const probes = context.pool.length === 0 ? [item] : context.pool.slice(0, PROBES);
  const write = promptWriter(context);
  const prompts = probes.map((probe) => write(probe));
  const all = task.labels.flatMap((label) => wordsOf(template, label).map((word) => ({ label, word })));
  const plain = prompts.map((prompt) => together(all, prompt, context, null));
  for (const [a, b] of plain.flatMap(({ equal }) => equal))
    if (a.label !== b.label)
      throw new ConfigError(
        `template ${template.name}: the labels ${quoted(a.label, b.label)} are the same tokens to this model (${quoted(a.word, b.word)}): expected labels that it can tell apart. Name them otherwise with --labels, or choose another template.`,
      );
  const repeated = new Set(plain.flatMap(({ equal }) => equal.map(([, b]) => b)));
  const kept = all.filter((word) => !repeated.has(word));
  const words = task.labels.map((label): LabelForm['words'][number] => {
    const [first] = wordsOf(template, label);
    return [first, ...kept.flatMap((w) => (w.label === label && w.word !== first ? [w.word] : []))];
  });
  const [nested] = plain.flatMap((found) => found.nested);
  if (!nested) return { words, end: null, notes: [] };
  const own = context.ending?.() ?? { text: template.separator + beginningOf(template, probes[0]!) };
  const end = [own, { token: context.tokenizer.eos[0]! }].find((each) =>
    prompts.every((prompt) => {
      const found = together(kept, prompt, context, each);
      return found.equal.length === 0 && found.nested.length === 0;
    }),
  );
  const pair = nested.map(({ word }) => word.trim()) as [string, string];
  if (!end)
    throw new ConfigError(
      `template ${template.name}: the word ${quoted(pair[0])} begins ${quoted(pair[1])}, and nothing that ends an answer parts them. Name the labels otherwise with --labels.`,
    );
  return {
    words,
    end,
    notes: [
      `the answer ${quoted(pair[0])} begins ${quoted(pair[1])}: what ends an answer counts as part of it, for every label`,
    ],
  };
}

/** Pairs of words whose tokens after a prompt are the same, and pairs of which the first begins the second. */
function together(
  words: readonly LabelWord[],
  prompt: string,
  { tokenizer }: PromptContext,
  end: AnswerEnd | null,
): Record<'equal' | 'nested', (readonly [LabelWord, LabelWord])[]> {
  const found: ReturnType<typeof together> = { equal: [], nested: [] };
  const sorted = words
    .map((word) => ({ word, ids: encodePair(tokenizer, prompt, continuation(prompt, word.word), end).ids }))
    .toSorted((a, b) => order(a.ids, b.ids));
  // All that begins with a word's tokens follows it at once.
  sorted.slice(1).forEach(({ word, ids }, i) => {
    const before = sorted[i]!;
    if (before.ids.every((id, t) => id === ids[t]))
      found[before.ids.length === ids.length ? 'equal' : 'nested'].push([before.word, word]);
  });
  return found;
}

/** Of two lists the one that is less at their first difference, or is the beginning of the other, comes first. */
function order(a: readonly number[], b: readonly number[]): number {
  const t = a.findIndex((id, i) => id !== b[i]);
  return t < 0 ? a.length - b.length : a[t]! - (b[t] ?? -1);
}

const quoted = (...texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(' and ');

/** How an exemplar begins. */
const beginningOf = (template: ClassificationTemplate, item: Item): string =>
  Array.from(template.write(item).slice(0, 2 * BEGINNING))
    .slice(0, BEGINNING)
    .join('')
    .trimStart();
