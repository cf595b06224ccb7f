/**
 * How likely the labels are after a prompt. A label's log-probability is that of its words, log Σ_w p(w | prompt). Each word's own is
 * divided by its tokens or bytes where that is asked for: a longer word is less likely as a whole, whatever it says (Brown et al. 2020,
 * section 2.4; per byte as `acc_norm` of lm-evaluation-harness).
 *
 * Calibrated, a label is compared with what it gets whatever is asked: log p(y | prompt) − log p̄(y), where p̄ is the mean of the labels'
 * probabilities over other prompts of the same form. Those are empty of content (Zhao et al. 2021, Calibrate Before Use, section 5), or
 * ask about other items without reading their labels (Zhou et al. 2023, Batch Calibration, section 3).
 */
import { logSumExp } from '../basics/log-sum-exp.ts';
import { encodePair } from './encode.ts';
import type { LabelForm } from './label-form.ts';
import { continuation } from './template.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { Item } from '../contracts/task.ts';

/**
 * What a word's log-probability is divided by: nothing, its tokens, or its bytes in UTF-8 without the white space around it. Or that of the
 * word's beginning alone, up to the token that tells it apart from all others: what follows says nothing more of which label it is.
 */
export type LabelScore = 'sum' | 'per-token' | 'per-byte' | 'telling';

/** Prompts that tell what labels get whatever is asked. */
export interface Calibration {
  /** Those for an item that is asked among others; for any of them where they are `common`. */
  prompts(item: Item, among: readonly Item[]): readonly string[];
  /** Whether they are the same for all items that are asked together. They are then read once per model. */
  readonly common: boolean;
}

/** How labels are compared; by their log-probabilities unless told. */
export interface Scoring {
  readonly labelScore: LabelScore;
  readonly calibration: Calibration | null;
}

interface LabelScores {
  /** By label, in the task's order. */
  readonly scores: readonly number[];
  /** Whether some are only bounds from above, of labels that cannot be best. */
  readonly bounded?: boolean;
  readonly promptTokens: number;
}

/**
 * Of each prompt. `best`: only the best label after it is wanted. By length, what a label begins with says too little of it: a search would
 * read 70 to 80 % of 77 labels in three to five passes, as calibrated (measured), which saves nothing. All are then read at once.
 */
export async function scoreLabels(
  prompts: readonly string[],
  { words, end }: LabelForm,
  model: LanguageModel,
  labelScore: LabelScore,
  best = false,
): Promise<LabelScores[]> {
  if (prompts.length === 0) return [];
  const contest = words.flatMap((each, k) => each.map(() => k));
  const asIs = labelScore === 'sum' || labelScore === 'telling';
  const results = await model.score(
    prompts.map((context) => ({
      context,
      continuations: words.flat().map((word) => continuation(context, word)),
      ...(end ? { end } : {}),
      ...(labelScore === 'telling' ? { telling: true } : {}),
      ...(best && asIs ? { contest } : {}),
    })),
  );
  const size = (context: string, word: string): number => {
    if (asIs) return 1;
    if (labelScore === 'per-byte') return Math.max(1, Buffer.byteLength(word.trim()));
    const { ids, from } = encodePair(model.tokenizer, context, continuation(context, word), end);
    return ids.length - from;
  };
  return prompts.map((context, i) => {
    const { logProbs, unfinished = [], promptTokens } = results[i]!;
    let at = 0;
    const scores = words.map((each) => logSumExp(each.map((word) => logProbs[at++]! / size(context, word))));
    return { scores, ...(unfinished.some(Boolean) ? { bounded: true } : {}), promptTokens };
  });
}

/** What labels get whatever is asked, and what it took to find out. */
export interface Prior {
  /** log of the mean probability among the labels, by label. */
  readonly logs: readonly number[];
  readonly prompts: number;
  readonly promptTokens: number;
}

/** null without any prompt. */
export function priorOf(answers: readonly LabelScores[]): Prior | null {
  const [first] = answers;
  if (!first) return null;
  const shares = answers.map(({ scores }) => among(scores));
  return {
    logs: first.scores.map((_, k) => logSumExp(shares.map((logs) => logs[k]!)) - Math.log(answers.length)),
    prompts: answers.length,
    promptTokens: answers.reduce((n, { promptTokens }) => n + promptTokens, 0),
  };
}

/** Scores less what labels get whatever is asked, as log-probabilities among the labels. */
export const calibrated = (scores: readonly number[], { logs }: Prior): number[] =>
  among(among(scores).map((score, k) => score - logs[k]!));

/** log of each label's share of the probability of all. */
function among(scores: readonly number[]): number[] {
  const all = logSumExp(scores);
  return scores.map((score) => score - all);
}
