/** Whether a user's own data file is one of labels or one of free answers, where nobody says. */
import { LoadError } from '@adaptbench/core';
import type { Table } from '../read/table.ts';
import type { TaskSpec } from '../task-spec.ts';
import type { DataSet } from '../read/data-set.ts';
import { columnNamed, preferred } from './form.ts';
import { recognise } from './index.ts';
import { isListed } from './sets.ts';
import { areChoices } from './open-choices.ts';

const texts = ['text', 'sentence', 'review', 'content', 'comment'];
const labels = ['label', 'labels', 'class', 'category', 'sentiment', 'intent', 'target'];

/** Columns of questions or texts, and of what is answered. */
const pairs: readonly (readonly [asked: readonly string[], answered: readonly string[]])[] = [
  [['question'], ['answer', 'answers', 'response', 'output']],
  [['input'], ['output', 'response']],
  [['problem'], ['answer', 'solution']],
];

/** A text and a label are a classification whatever else is there; else the form decides, and a question with an answer is none. */
export function kindOf(data: DataSet, spec: TaskSpec): 'classification' | 'generation' {
  const { textColumn, labelColumn, labels: names } = spec;
  if (names === undefined && areChoices(data, spec)) return 'generation';
  if (textColumn !== undefined || labelColumn !== undefined || names !== undefined) return 'classification';
  const [table] = [...(data.train ?? []), ...(data.all ?? [])];
  if (!table) return 'classification';
  const plain = (some: readonly string[]): boolean => {
    const column = columnNamed(table, ...some);
    return column !== null && !table.odd?.has(column);
  };
  const several = columnNamed(table, ...labels, 'tags', 'categories', 'genres', 'topics');
  if (several !== null && plain(texts) && isListed(table, several)) return 'generation';
  if (plain(texts) && plain(labels)) return 'classification';
  if (recognise(data) !== null) return 'generation';
  refusePreferences(table);
  const free = pairs.some((pair) => pair.every((names) => columnNamed(table, ...names) !== null));
  return free && !plain(labels) ? 'generation' : 'classification';
}

/** @throws LoadError for answers that were preferred to others, where they are in no form of which the chosen ones can be read */
function refusePreferences(table: Table): void {
  const chosen = preferred(table);
  if (chosen === null) return;
  throw new LoadError(
    `${table.file}: holds preferences, columns "${chosen}" and "rejected", whose prompts are in no form that is known: expected a column "prompt", "question" or "instruction", or lists of messages in "${chosen}". Write the prompts and the chosen answers as prompt and completion.`,
  );
}
