/**
 * Items asked in several templates together. What is scored in all of them goes to the model at once: templates that begin with the item's
 * own text then share it, and all labels' scores are kept. A template with a long beginning of its own, the same for all items, goes alone: the model reads that once.
 */
import type {
  Answer,
  BoundPrompt,
  Item,
  LanguageModel,
  ScoreRequest,
  ScoreResult,
  Task,
} from '@adaptbench/core';

/** Characters that a template puts in front of every item before they count as a long beginning. */
const LONG = 64;

interface Waiting {
  readonly requests: readonly ScoreRequest[];
  readonly resolve: (results: ScoreResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers by template, each in the order of the items. */
export async function inAll(
  prompts: readonly BoundPrompt[],
  items: readonly Item[],
  task: Task,
  model: LanguageModel,
  among: readonly Item[],
): Promise<Answer[][]> {
  // Written answers share nothing: one template after the other, so that its common beginning is read once.
  if (task.kind === 'generation') {
    const answers: Answer[][] = [];
    for (const prompt of prompts) answers.push(await prompt.answer(items, model, among));
    return answers;
  }
  let open = prompts.length;
  let waiting: Waiting[] = [];
  const together = (): void => {
    if (waiting.length === 0 || waiting.length < open) return;
    const now = waiting;
    waiting = [];
    void scoreAll(now, model);
  };
  const collecting: LanguageModel = {
    ...model,
    score: (requests) =>
      new Promise((resolve, reject) => {
        waiting.push({ requests, resolve, reject });
        together();
      }),
  };
  return Promise.all(
    prompts.map(async (prompt) => {
      try {
        return await prompt.answer(items, collecting, among, 'scores');
      } finally {
        open--;
        together();
      }
    }),
  );
}

async function scoreAll(waiting: readonly Waiting[], model: LanguageModel): Promise<void> {
  try {
    const all = waiting.flatMap(({ requests }) => requests.map(({ context }) => context));
    const shared = commonStart(all);
    const alone = waiting.filter(
      ({ requests }) =>
        requests.length > 1 && commonStart(requests.map(({ context }) => context)) - shared >= LONG,
    );
    for (const { requests, resolve } of alone) resolve(await model.score(requests));
    const others = waiting.filter((one) => !alone.includes(one));
    if (others.length === 0) return;
    const results = await model.score(
      others.flatMap(({ requests }) => requests.map((request) => ({ ...request, alike: true }))),
    );
    let at = 0;
    for (const { requests, resolve } of others) resolve(results.slice(at, (at += requests.length)));
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

/** Characters that all texts begin with. */
function commonStart([first = '', ...others]: readonly string[]): number {
  let n = first.length;
  for (const text of others) {
    let same = 0;
    while (same < n && text[same] === first[same]) same++;
    n = same;
  }
  return n;
}
