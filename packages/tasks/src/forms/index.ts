/** The forms that are recognised by their columns, the most telling first. */
import { LoadError } from '@adaptbench/core';
import type { DataSet } from '../read/data-set.ts';
import { alpaca } from './alpaca.ts';
import { conversations } from './conversations.ts';
import type { Form } from './form.ts';
import { messages } from './messages.ts';
import { promptCompletion } from './prompt-completion.ts';

const forms: readonly Form[] = [messages, conversations, alpaca, promptCompletion];

/** The form of a data set; null where it has none of them. @throws LoadError where its files differ in form */
export function recognise(data: DataSet): Form | null {
  // Only files to train on need answers: a test may be published without.
  const [first, ...others] = [...(data.train ?? []), ...(data.all ?? [])];
  const form = first === undefined ? undefined : forms.find((one) => one.columns(first) !== null);
  if (form === undefined) return null;
  const other = others.find((table) => form.columns(table) === null);
  if (other)
    throw new LoadError(
      `${other.file}: is not in the form of ${first!.file}, ${form.title}: expected the columns ${form.columns(first!)!.join(', ')}, found ${other.columns.slice(0, 12).join(', ')}.`,
    );
  return form;
}
