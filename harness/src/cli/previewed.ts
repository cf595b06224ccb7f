/** What a model will see of a plan's trials, task by task: what the data are, and prompts as they are written. */
import { taskKey, taskNames, type TrialSpec } from '@adaptbench/results';
import { previewText } from '../preview/text.ts';
import type { Environment } from './environment.ts';
import type { RunPlan } from './run-plan.ts';

/** `items`: how many of each prompt's are shown, all that it has unless told. '' where there is nothing to show. */
export async function previewed(
  env: Environment,
  { described }: Pick<RunPlan, 'described'>,
  specs: readonly TrialSpec[],
  items?: number,
): Promise<string> {
  if (env.preview === undefined || specs.length === 0) return '';
  const names = taskNames(specs);
  const previews = await env.preview(specs);
  return previews
    .map((preview) =>
      [
        ...(names.size > 1 ? [`${names.get(taskKey(preview.spec))}:`] : []),
        ...described(preview.spec),
        '',
        previewText(preview, items),
      ].join('\n'),
    )
    .join('\n');
}
