/**
 * Alpaca's form (Taori et al. 2023), and Dolly's, which calls the input `context` and the output `response`. An instance:
 *
 *   {"instruction": "Translate into French.", "input": "cat", "output": "chat"}
 *
 * The user says the instruction and, where there is one, the input after an empty line.
 */
import { textOf } from '../missing.ts';
import { withSystem } from './conversation.ts';
import { columnNamed, defineForm } from './form.ts';

const names = { instruction: ['instruction'], input: ['input', 'context'], output: ['output', 'response'] };

export const alpaca = defineForm({
  title: 'Alpaca (instruction, input, output)',
  columns(table) {
    const [instruction, input, output] = [names.instruction, names.input, names.output].map((some) =>
      columnNamed(table, ...some),
    );
    const system = columnNamed(table, 'system');
    if (!instruction || !output) return null;
    return [instruction, output, ...(input ? [input] : []), ...(system ? [system] : [])];
  },
  read(row, table, gold) {
    const instruction = textOf(row, table, columnNamed(table, ...names.instruction) ?? '', 'instruction');
    if ('leftOut' in instruction) return instruction;
    const column = columnNamed(table, ...names.input);
    const input = column === null ? { leftOut: '' } : textOf(row, table, column, 'input');
    const answers = gold(row, table, columnNamed(table, ...names.output) ?? '');
    if ('leftOut' in answers) return answers;
    const content = 'leftOut' in input ? instruction.text : `${instruction.text}\n\n${input.text}`;
    return withSystem({ turns: [{ role: 'user', content }], answers }, row, table);
  },
});
