/** Whether a user's own data file is one of labels or one of free answers, where nobody says. */
import type { TaskSpec } from '../task-spec.ts';
import type { DataSet } from '../read/data-set.ts';
import { columnNamed } from './form.ts';
import { recognise } from './index.ts';
import { refuseApart, refuseForeign, texts } from './foreign.ts';
import { isListed } from './sets.ts';
import { areChoices } from './open-choices.ts';

const labels = ['label', 'labels', 'class', 'category', 'sentiment', 'intent', 'target'];

/** Columns of questions or texts, and of what is answered. */
const pairs: readonly (readonly [asked: readonly string[], answered: readonly string[]])[] = [
  [['question'], ['answer', 'answers', 'response', 'output']],
  [['input'], ['output', 'response', 'target', 'ideal']],
  [['inputs'], ['targets']],
  [['input_text'], ['output_text']],
  [['source'], ['target']],
  [
    ['document', 'article', 'dialogue', 'text'],
    ['summary', 'highlights'],
  ],
  [['context'], ['response']],
  [
    ['user', 'human'],
    ['assistant', 'bot', 'gpt'],
  ],
  [['problem'], ['answer', 'solution']],
];

/** A text and a label are a classification whatever else is there; else the form decides, and a question with an answer is none. */
export function kindOf(data: DataSet, spec: TaskSpec): 'classification' | 'generation' {
  const { textColumn, labelColumn, labels: names } = spec;
  if (names === undefined && areChoices(data, spec)) return 'generation';
  if (textColumn !== undefined || labelColumn !== undefined || names !== undefined) return 'classification';
  const [table] = [...(data.train ?? []), ...(data.all ?? [])];
  if (!table) return 'classification';
  refuseApart(table);
  const plain = (some: readonly string[]): boolean => {
    const column = columnNamed(table, ...some);
    return column !== null && !table.odd?.has(column);
  };
  const several = columnNamed(table, ...labels, 'tags', 'categories', 'genres', 'topics');
  if (several !== null && plain(texts) && isListed(table, several)) return 'generation';
  if (plain(texts) && plain(labels)) return 'classification';
  if (recognise(data) !== null) return 'generation';
  refuseForeign(table);
  const pair = pairs.find((names) => names.every((some) => columnNamed(table, ...some) !== null));
  // `target` is a label beside a text, and an answer beside an input.
  const others = labels.filter((name) => !(pair?.[1].includes(name) ?? false));
  return pair !== undefined && !plain(others) ? 'generation' : 'classification';
}
