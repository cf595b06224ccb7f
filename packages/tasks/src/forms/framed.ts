/** Marks of chat templates that stand in the data themselves: what is framed already would be framed twice, and trained on so. */
import { oneLine } from '@adaptbench/core';
import type { Exchange } from './form.ts';

/** What templates put around turns. */
const FRAME =
  /<\|(?:im_start|im_end|start_header_id|end_header_id|eot_id|endoftext|user|assistant|system|end)\|>|<(?:start|end)_of_turn>|\[\/?INST\]|<<\/?SYS>>|<\/s>|<s>/u;

/** Warnings, with the first mark of each kind. */
export function frameNotes(exchanges: readonly Exchange[]): string[] {
  const marksIn = (texts: (one: Exchange) => readonly string[]): readonly string[] =>
    exchanges.flatMap((one) => {
      const marks = texts(one).flatMap((text) => FRAME.exec(text)?.[0] ?? []);
      return marks.slice(0, 1);
    });
  const asked = marksIn(({ turns }) => turns.map(({ content }) => content));
  const answered = marksIn(({ answers }) => answers);
  return [
    ...(asked.length === 0
      ? []
      : [
          `WARNING: prompts hold marks of a chat template (${oneLine(asked[0]!)} and the like in ${asked.length} rows), which stay text and are framed again: write what was said alone`,
        ]),
    ...(answered.length === 0
      ? []
      : [
          `WARNING: answers hold marks of a chat template (${oneLine(answered[0]!)} and the like in ${answered.length} rows), which are asked for and trained on as text: answers end without them`,
        ]),
  ];
}
