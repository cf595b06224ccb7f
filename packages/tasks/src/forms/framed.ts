/**
 * What is in the data twice: marks of chat templates, which are framed again and trained on as text, and prompts that stand in their answers
 * too.
 */
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
    ...repeatNotes(exchanges),
  ];
}

/** Where answers begin with what was asked, as whole texts do that were meant for training. */
function repeatNotes(exchanges: readonly Exchange[]): string[] {
  const repeats = exchanges.filter(({ turns, answers }) => {
    const asked = turns.at(-1)?.content.trim() ?? '';
    return asked.length >= SHORT && answers[0].length > asked.length && answers[0].startsWith(asked);
  }).length;
  return repeats * 2 < exchanges.length || repeats === 0
    ? []
    : [
        `WARNING: answers begin with their prompts in ${repeats} of ${exchanges.length} rows, and are asked for and trained on so: write what comes after the prompt alone`,
      ];
}

/** Letters of a prompt that an answer may begin with by chance. */
const SHORT = 12;
