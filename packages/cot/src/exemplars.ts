/** Exemplars with worked solutions, drawn by seed. The same whether their solutions are shown or not. */
import {
  ConfigError,
  type Exemplars,
  type GenerationTask,
  type PromptContext,
  exemplarsOf,
  firstOthers,
  fitsContext,
  promptWriter,
  random,
} from '@adaptbench/core';

/**
 * A draw of one seed is nested: the exemplars of 2 shots are among those of 4. An item is never its own exemplar. Where the prompt with
 * the solutions shown would be too long, all items asked together drop the farthest.
 * @param shown the task with solutions in its answers, whatever the prompt will show
 */
export function drawExemplars(shots: number, shown: GenerationTask, context: PromptContext): Exemplars {
  const worked = context.pool.filter(({ rationale }) => rationale);
  if (worked.length < shots)
    throw new ConfigError(
      `cot: shots is ${shots}: expected at most ${worked.length}, the training items of ${shown.name} that have a worked solution (of ${context.pool.length}). Lower "shots", raise --train, name their column with --rationale-column, or set cot.mode=zero-shot.`,
    );
  const order = random(context.seed, 'cot', 'draw').shuffle(worked);
  const write = promptWriter({ ...context, task: shown, template: 0 });
  return exemplarsOf(
    {
      shots,
      all: (item) => firstOthers(order, item, shots),
      fits: (item, some) =>
        fitsContext(write(item, some), shown, 0, context.tokenizer, context.contextLength),
    },
    context.contextLength,
  );
}
