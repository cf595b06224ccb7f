/** Calls of tools as text, in the form that Hermes and Qwen are trained on, and the tools that may be called. */
import { LoadError } from '@adaptbench/core';
import { jsonText } from '../read/cell-text.ts';
import { excerpt, isRecord } from './json-cell.ts';

export const asCall = (text: string): string => `<tool_call>\n${text.trim()}\n</tool_call>`;

/** What a tool is called with goes by several names. What OpenAI writes beside an assistant's content: `tool_calls`, and `function_call` in older files. @throws LoadError */
export function calls(turn: Readonly<Record<string, unknown>>, at: string): string[] {
  const listed = turn['tool_calls'] ?? [];
  if (!Array.isArray(listed)) throw new LoadError(`${at}: tool_calls is not a list, but ${excerpt(listed)}.`);
  const older = turn['function_call'];
  const found: readonly unknown[] = [
    ...(listed as unknown[]),
    ...(older === null || older === undefined ? [] : [older]),
  ];
  return found.map((call) => {
    const called = isRecord(call) && isRecord(call['function']) ? call['function'] : call;
    if (!isRecord(called) || typeof called['name'] !== 'string')
      throw new LoadError(
        `${at}: expected a tool call {"function": {"name": "…", "arguments": "…"}}, found ${excerpt(call)}.`,
      );
    const given = called['arguments'] ?? called['args'] ?? called['parameters'] ?? called['input'] ?? {};
    // OpenAI writes arguments as JSON in a string.
    const args = typeof given === 'string' ? given.trim() || '{}' : jsonText(given);
    return asCall(`{"name": ${JSON.stringify(called['name'])}, "arguments": ${args}}`);
  });
}

/** What the system's turn says of tools that may be called. */
export const asTools = (definitions: string): string => `<tools>\n${definitions.trim()}\n</tools>`;
