/**
 * The prompts that tell what labels get whatever is asked. `contextual` (Zhao et al. 2021, section 5): the same exemplars before a question
 * without content, the paper's three, of which probabilities are averaged. `batch` (Zhou et al. 2023, section 3): the same exemplars before
 * other items. The paper takes the asked items themselves, so that an answer depends on what else is asked. Here they are validation items,
 * whose labels are not read, so that every test item is answered by itself.
 */
import { type Calibration, ConfigError, type Item, type PromptContext, type Turn } from '@adaptbench/core';
import type { IclConfig } from './config.ts';

const CONTENT_FREE = ['N/A', '', '[MASK]'];
/** Items that a batch holds at most: the mean is then known well enough, and is read once. */
const BATCH = 64;

/**
 * Throws ConfigError where labels are to be compared and the task has none.
 * @param write all before an item's answer, with the exemplars of `like`
 * @param own whether each item has exemplars of its own
 */
export function calibrationOf(
  { calibration = 'none', labelScore = 'sum' }: Pick<IclConfig, 'calibration' | 'labelScore'>,
  context: PromptContext,
  write: (item: Item, like: Item, among: readonly Item[]) => string,
  own: boolean,
): Calibration | null {
  if (context.task.kind === 'generation' && (calibration !== 'none' || labelScore !== 'sum'))
    throw new ConfigError(
      `icl: ${calibration === 'none' ? `labelScore is "${labelScore}"` : `calibration is "${calibration}"`}, which is for tasks with labels: the answers of ${context.task.name} are written. Leave it out.`,
    );
  if (calibration === 'none') return null;
  if (calibration === 'contextual')
    return {
      prompts: (item, among) =>
        CONTENT_FREE.map((text) => write(withoutContent(item, text), own ? item : (among[0] ?? item), among)),
      common: !own,
    };
  const batch = batchOf(context);
  if (batch.length === 0)
    throw new ConfigError(
      'icl: calibration is "batch", and there are no validation items to take the mean answer of. Raise --limit-validation.',
    );
  return { prompts: (_, among) => batch.map((item) => write(item, item, among)), common: true };
}

/** Items of which the mean answer is taken. */
export const batchOf = ({ validation = [] }: PromptContext): readonly Item[] => validation.slice(0, BATCH);

/** The same question about nothing; of a conversation, what the system says and one such turn. */
function withoutContent(item: Item, text: string): Item {
  const fields = Object.fromEntries(Object.keys(item.fields).map((name) => [name, text]));
  const turns = item.turns?.filter(({ role }) => role === 'system');
  const asked: Turn = { role: 'user', content: text };
  return { ...item, id: `without content: ${text}`, fields, ...(turns && { turns: [...turns, asked] }) };
}
