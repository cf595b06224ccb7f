/**
 * From items to answers, the same for every way of writing a prompt. The answer of a task with labels is the label with the highest
 * score (`scoreLabels`). Where one word begins another, a word is scored together with what ends it (`LabelForm`). A generated answer is
 * read twice from the same output, strictly and leniently.
 */
import type { AnswerEnd, LanguageModel } from '../contracts/language-model.ts';
import { readAhead } from './ahead.ts';
import { encodePair, encodeText } from './encode.ts';
import { type LabelForm, labelForm } from './label-form.ts';
import { type Prior, type Scoring, calibrated, priorOf, scoreLabels } from './label-scores.ts';
import { checkTemplate, continuation } from './template.ts';
import type { Answer, PromptContext, Wanted } from '../contracts/prompt.ts';
import {
  type ClassificationTask,
  type GenerationTask,
  type Item,
  type Task,
  referencesOf,
} from '../contracts/task.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';

/**
 * Answers in the order of `items`. An item whose prompt and longest answer do not fit the model's context is not asked: its
 * prediction is null and counts as wrong.
 * @param write all that stands before an item's answer
 * @param scoring how labels are compared
 */
export async function answerItems(
  items: readonly Item[],
  context: PromptContext,
  write: (item: Item) => string,
  model: LanguageModel,
  scoring: ItemScoring = { labelScore: 'sum', prior: null, wanted: 'answers' },
): Promise<Answer[]> {
  const { task, template } = context;
  checkTemplate(task, template);
  const [first] = items;
  if (!first) return [];
  const form = task.kind === 'classification' ? labelForm(context, task, first) : null;
  const prompts = items.map((item) => write(item));
  readAhead(model.tokenizer, prompts, form?.words.flat() ?? []);
  const fits = prompts.map((prompt) =>
    fitsContext(prompt, task, template, model.tokenizer, model.contextLength, form?.end),
  );
  const asked = items.flatMap((item, i) => (fits[i] ? [{ item, context: prompts[i]! }] : []));
  const answers =
    task.kind === 'classification'
      ? await classify(asked, task, form!, model, scoring)
      : await generate(asked, task, model);
  let next = 0;
  return items.map((item, i) => (fits[i] ? answers[next++]! : unasked(item, task)));
}

/** How the labels of items that are asked together are compared. */
export interface ItemScoring extends Pick<Scoring, 'labelScore'> {
  /** What labels get whatever is asked, by item; null where they are compared as they are. */
  readonly prior: ((item: Item) => Promise<Prior | null>) | null;
  /** Whether the best label will do, or every label's score is wanted. */
  readonly wanted: Wanted;
}

/** What labels get after these prompts, of those that fit the context; null where none does. */
export async function priorAfter(
  prompts: readonly string[],
  context: PromptContext,
  item: Item,
  model: LanguageModel,
  labelScore: Scoring['labelScore'],
): Promise<Prior | null> {
  const { task, template } = context;
  if (task.kind === 'generation') return null;
  const form = labelForm(context, task, item);
  const fitting = prompts.filter((prompt) =>
    fitsContext(prompt, task, template, model.tokenizer, model.contextLength, form.end),
  );
  return priorOf(await scoreLabels(fitting, form, model, labelScore));
}

/** What ends an item's answer, where it counts as part of it: the model's end token after a generated one, else see `LabelForm`. */
export const answerEnd = (context: PromptContext, item: Item): AnswerEnd | null =>
  context.task.kind === 'generation'
    ? { token: context.tokenizer.eos[0]! }
    : labelForm(context, context.task, item).end;

/** Whether a prompt and the longest answer that may follow it, with what ends that (`end`), are at most `contextLength` tokens. */
export function fitsContext(
  context: string,
  task: Task,
  template: number,
  tokenizer: Tokenizer,
  contextLength: number,
  end: AnswerEnd | null = null,
): boolean {
  const answers =
    task.kind === 'classification' ? Object.values(task.templates[template]!.verbalizer).flat() : [''];
  const room = contextLength - (task.kind === 'generation' ? task.maxNewTokens : 0);
  const texts = answers.map((answer) => context + continuation(context, answer));
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a));
  // A token stands for at least one byte; two more for a begin-of-text token and a tokenizer's own leading space.
  if (texts.every((text) => Buffer.byteLength(text) + (end ? 3 : 2) <= room)) return true;
  if (end)
    return answers.every(
      (answer) => encodePair(tokenizer, context, continuation(context, answer), end).ids.length <= room,
    );
  if (encodeText(tokenizer, longest).length > room) return false;
  return texts.every((text) => encodeText(tokenizer, text).length <= room);
}

interface Asked {
  readonly item: Item;
  readonly context: string;
}

async function classify(
  asked: readonly Asked[],
  task: ClassificationTask,
  form: LabelForm,
  model: LanguageModel,
  { labelScore, prior, wanted }: ItemScoring,
): Promise<Answer[]> {
  const results = await scoreLabels(
    asked.map(({ context }) => context),
    form,
    model,
    labelScore,
    wanted === 'answers' && prior === null,
  );
  const answers: Answer[] = [];
  for (const [i, { item }] of asked.entries()) {
    const { scores: plain, bounded, promptTokens } = results[i]!;
    const own = (await prior?.(item)) ?? null;
    const scores = own ? calibrated(plain, own) : plain;
    // A model that has diverged gives NaN everywhere: it answers nothing, rather than the first label.
    // Bounds are below the best score, as only labels that cannot be best have them.
    const best = scores.every((s) => s > -Infinity) ? scores.indexOf(Math.max(...scores)) : -1;
    const prediction = task.labels[best] ?? null;
    answers.push({
      itemId: item.id,
      prediction,
      correct: prediction === item.answer,
      ...(prediction === null || bounded
        ? {}
        : { scores: Object.fromEntries(task.labels.map((l, k) => [l, scores[k]!])) }),
      promptTokens,
      generatedTokens: 0,
    });
  }
  return answers;
}

async function generate(
  asked: readonly Asked[],
  task: GenerationTask,
  model: LanguageModel,
): Promise<Answer[]> {
  const results = await model.generate(
    asked.map(({ context }) => ({ context, maxNewTokens: task.maxNewTokens, stop: task.stop })),
  );
  return asked.map(({ item }, i) => {
    const { text, tokens, promptTokens, finish } = results[i]!;
    return {
      itemId: item.id,
      ...readOutput(task, item, text),
      output: text,
      ...(finish === 'length' ? { cutOff: true } : {}),
      promptTokens,
      generatedTokens: tokens.length,
    };
  });
}

/** Both readings of one output. */
export function readOutput(
  task: GenerationTask,
  item: Item,
  output: string,
): Required<Pick<Answer, 'prediction' | 'correct' | 'lenient'>> {
  const judge = (prediction: string | null) => ({
    prediction,
    correct: prediction !== null && referencesOf(item).some((gold) => task.equal(prediction, gold)),
  });
  return { ...judge(task.reader.strict(output)), lenient: judge(task.reader.lenient(output)) };
}

/** The answer of an item that does not fit the context: none, counted as wrong. */
export const unasked = (item: Item, task: Pick<Task, 'kind'>): Answer => ({
  itemId: item.id,
  prediction: null,
  correct: false,
  ...(task.kind === 'generation' ? { lenient: { prediction: null, correct: false }, output: '' } : {}),
  promptTokens: 0,
  generatedTokens: 0,
});
