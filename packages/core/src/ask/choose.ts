/**
 * One of several ways of asking, chosen on validation: sets of exemplars, templates. It is chosen once for a bound prompt, by the first model
 * that is asked, and stays; test items play no part. All ways are asked the same validation items; between equals the first is kept.
 */
import { ConfigError } from '../basics/errors.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { Answer, BoundPrompt, PromptContext } from '../contracts/prompt.ts';
import { type Item, type Task, referencesOf } from '../contracts/task.ts';

/** A way of asking. */
export interface Candidate {
  readonly name: string;
  readonly prompt: BoundPrompt;
}

/** Validation items that judge, at most: each way is asked all of them. */
const JUDGES = 128;

/**
 * Before anything is chosen it writes as the first of the candidates.
 * @param field what asks for the choice, for messages: `icl.choose`
 * @throws ConfigError where there is nothing to choose by
 */
export function chosenPrompt(
  candidates: readonly [Candidate, ...Candidate[]],
  { task, validation = [] }: PromptContext,
  field: string,
): BoundPrompt {
  const items = validation.slice(0, JUDGES);
  if (items.length === 0)
    throw new ConfigError(`${field}: there are no validation items to choose by. Raise --limit-validation.`);
  let chosen: Promise<Candidate> | null = null;
  let current = candidates[0];
  const notes: string[] = [];
  const choose = async (model: LanguageModel): Promise<Candidate> => {
    const judged: Goodness[] = [];
    let tokens = 0;
    for (const { prompt } of candidates) {
      const answers = await prompt.answer(items, model, items, 'scores');
      judged.push(goodness(task, items, answers));
      tokens += answers.reduce((n, { promptTokens }) => n + promptTokens, 0);
    }
    const best = judged.reduce((at, one, i) => (isBetter(one, judged[at]!) ? i : at), 0);
    current = candidates[best]!;
    const values = judged.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
    notes.push(
      `${field}: ${current.name} of ${candidates.length}, by ${items.length} validation items (${most}; the least ${least}), for ${tokens} tokens of prompts once`,
    );
    return current;
  };
  const ready = (model: LanguageModel): Promise<Candidate> => (chosen ??= choose(model));
  return {
    ready: async (model) => void (await ready(model)),
    write: (item, among) => current.prompt.write(item, among),
    completion: (item) => current.prompt.completion(item),
    trainingTexts: (all) => current.prompt.trainingTexts(all),
    async answer(all, model, among, wanted) {
      const { prompt } = await ready(model);
      return prompt.answer(all, model, among, wanted);
    },
    notes: () => [...notes, ...current.prompt.notes()],
  };
}

interface Goodness {
  /** By the task's first metric, on the scale from 0 to 1 with 1 best; else the share of right answers. */
  readonly value: number;
  /** The mean probability of the right labels, which decides between equals. */
  readonly certainty: number;
}

const isBetter = (a: Goodness, b: Goodness): boolean =>
  a.value > b.value || (a.value === b.value && a.certainty > b.certainty);

function goodness(task: Task, items: readonly Item[], answers: readonly Answer[]): Goodness {
  const [metric] = task.metrics ?? [];
  const labels = task.kind === 'classification' ? task.labels : [];
  const shares = answers.map(({ scores }, i) => shareOf(scores, items[i]!.answer));
  const certainty = shares.reduce((sum, share) => sum + share, 0) / items.length;
  if (!metric) return { value: answers.filter(({ correct }) => correct).length / items.length, certainty };
  const graded = answers.map(({ prediction }, i) => ({ prediction, references: referencesOf(items[i]!) }));
  const [low, high] = metric.range;
  const share = (metric.grade(graded, labels).value - low) / (high - low);
  return { value: metric.better === 'more' ? share : 1 - share, certainty };
}

/** p(label) among the labels; 0 where labels are not scored. */
function shareOf(scores: Readonly<Record<string, number>> | undefined, label: string): number {
  if (!scores) return 0;
  const most = Math.max(...Object.values(scores));
  const all = Object.values(scores).reduce((sum, score) => sum + Math.exp(score - most), 0);
  return Math.exp((scores[label] ?? -Infinity) - most) / all;
}
