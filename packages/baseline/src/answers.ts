/** From what a baseline says to answers: of a label's probability, or of a text that is read as a generated one would be. */
import { type Answer, type Item, type Task, goldAnswer, readOutput, referencesOf } from '@adaptbench/core';

/** `scores`: log-probability by label; labels that it leaves out have none. */
export function labelAnswer(item: Item, scores: ReadonlyMap<string, number>): Answer {
  let prediction: string | null = null;
  for (const [label, score] of scores)
    if (prediction === null || score > scores.get(prediction)!) prediction = label;
  return { ...labelled(item, prediction), scores: Object.fromEntries(scores) };
}

/** The answer that a training item has, to another item. */
export const borrowedAnswer = (item: Item, task: Task, template: number, from: Item): Answer =>
  task.kind === 'classification' ? labelled(item, from.answer) : written(item, task, template, from);

const labelled = (item: Item, prediction: string | null): Answer => ({
  itemId: item.id,
  prediction,
  correct: prediction !== null && referencesOf(item).includes(prediction),
  ...unasked,
});

function written(
  item: Item,
  task: Extract<Task, { kind: 'generation' }>,
  template: number,
  from: Item,
): Answer {
  const output = goldAnswer(task, template, from);
  return { itemId: item.id, ...readOutput(task, item, output), output, ...unasked };
}

/** No model has read anything. */
const unasked = { promptTokens: 0, generatedTokens: 0 } as const;
