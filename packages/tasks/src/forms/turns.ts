/**
 * A list of turns → the conversation up to the last assistant turn, and that turn as the answer; one that the file says is not trained on
 * (`"weight": 0`) is none. Turns are named as OpenAI names them (`role`, `content`), as ShareGPT does (`from`, `value`) or as Gemini
 * does (`role`, `parts`); one object may also hold a whole exchange by speakers' names.
 *
 * Order: system turns stand first; then user and assistant take turns, and between a call and what is said next stand what tools gave
 * back. Calls are text, in the form of Hermes and Qwen: `<tool_call>⏎{"name": …, "arguments": …}⏎</tool_call>`.
 */
import { LoadError, type Turn, shownNames } from '@adaptbench/core';
import type { LeftOut } from '../definition.ts';
import type { Exchange } from './form.ts';
import { excerpt, isRecord } from './json-cell.ts';
import { unwrapped } from './serialised.ts';
import { asCall, calls } from './tool-calls.ts';

type Role = Turn['role'] | 'call';

const roles: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['prompter', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['bot', 'assistant'],
  ['chatbot', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['model', 'assistant'],
  ['bing', 'assistant'],
  ['bard', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['observation', 'tool'],
  ['ipython', 'tool'],
  ['function_response', 'tool'],
  ['tool_response', 'tool'],
  ['function_call', 'call'],
  ['tool_call', 'call'],
]);

/** A turn as it stands in the list. */
interface Listed extends Turn {
  /** Whether it is a call alone. */
  readonly call: boolean;
  /** Whether the file lets it be an answer that is trained on. */
  readonly trained: boolean;
  readonly at: string;
  readonly unread: readonly string[];
}

/**
 * @param name of the column, for messages
 * @throws LoadError where turns are out of order or of an unknown kind, or empty
 */
export function exchangeOf(list: readonly unknown[], name: string): Exchange | LeftOut {
  const turns = joined(list.flatMap((value, i) => turnsOf(unwrapped(value), `${name}[${i}]`)));
  const last = turns.findLastIndex(({ role, trained }) => role === 'assistant' && trained);
  if (last === -1) return { lacks: 'answer', ...noAnswer(turns, name) };
  const before = turns
    .slice(0, last)
    .filter(({ role, content }) => role !== 'system' || content.trim() !== '')
    .map(({ role, content }): Turn => ({ role, content }));
  checkOrder(turns.slice(0, last + 1));
  const answer = turns[last]!.content.trim();
  if (answer === '')
    return {
      leftOut: 'empty answer',
      fault: `${turns[last]!.at}: the answer is empty: expected text in the last assistant turn. Fill it in, or leave the row out.`,
    };
  const unused = turns.length - last - 1;
  const unread = [...new Set(turns.flatMap((turn) => turn.unread))];
  return {
    turns: before,
    answers: [answer],
    ...(unused === 0 ? {} : { unused }),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

function noAnswer(turns: readonly Listed[], name: string): LeftOut {
  if (!turns.some(({ role }) => role === 'assistant'))
    return {
      leftOut: 'no assistant turn',
      fault: `${name}: no assistant turn among ${turns.length} turns: expected the answer as the last one. Add it, or leave the row out.`,
    };
  return {
    leftOut: 'no assistant turn that is trained on',
    fault: `${name}: no assistant turn is trained on ("weight": 0 and the like): expected one that is, as the answer. Give it weight 1, or leave the row out.`,
  };
}

/** Calls that stand in turns of their own belong to the assistant's turn before them, as Hermes and Qwen write several at once. */
function joined(turns: readonly Listed[]): Listed[] {
  const all: Listed[] = [];
  for (const turn of turns) {
    const before = all.at(-1);
    if (!turn.call || before?.role !== 'assistant') all.push(turn);
    else
      all[all.length - 1] = {
        ...before,
        content: [before.content, turn.content].filter((text) => text !== '').join('\n'),
        trained: before.trained && turn.trained,
        unread: [...before.unread, ...turn.unread],
      };
  }
  return all;
}

/** What says nothing of what is said. */
const silent: ReadonlySet<string> = new Set(
  'weight train training loss tool_calls function_call tool_call_id id'.split(' '),
);

/** Where a turn says who speaks, and what is said: the first that it has. */
const speakers = ['role', 'from', 'speaker', 'sender', 'author'];
const contents = ['content', 'value', 'parts', 'text', 'message'];
const called = ['tool_calls', 'function_call'];

/** Names of speakers of whom one object holds what each says: `{"human": "Hi", "assistant": "Hello!"}` (Firefly), or `input`, `output` (XTuner). */
const named: ReadonlyMap<string, Turn['role']> = new Map<string, Turn['role']>([
  ['system', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['input', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['bot', 'assistant'],
  ['output', 'assistant'],
]);

function turnsOf(value: unknown, at: string): Listed[] {
  if (!isRecord(value) || speakerOf(value) !== undefined) return [turnOf(value, at)];
  const keys = Object.keys(value);
  if (keys.length === 0 || !keys.every((key) => named.has(key) && typeof value[key] === 'string'))
    return [turnOf(value, at)];
  const order = ['system', 'user', 'assistant'];
  return keys
    .map((key) => ({ role: named.get(key)!, content: value[key] as string }))
    .filter(({ role, content }) => role !== 'system' || content !== '')
    .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
    .map((turn) => ({ ...turn, call: false, trained: true, at, unread: [] }));
}

function turnOf(value: unknown, at: string): Listed {
  const said = isRecord(value) ? speakerOf(value) : undefined;
  if (!isRecord(value) || typeof said !== 'string')
    throw new LoadError(`${at}: expected a turn {"role": "user", "content": "…"}, found ${excerpt(value)}.`);
  const role = roles.get(said.trim().toLowerCase());
  if (role === undefined)
    throw new LoadError(
      `${at}: unknown role ${excerpt(said)}: expected system, user, assistant or tool. Rename it, or leave the turn out.`,
    );
  if (!isTurn(value))
    throw new LoadError(
      `${at}: has no "content": expected {"role": "user", "content": "…"}, found the fields ${shownNames(Object.keys(value))}. Rename the one that holds what is said.`,
    );
  const content = contents.find((key) => value[key] !== undefined && value[key] !== null);
  const parts = spoken(content === undefined ? null : value[content]);
  const text = textOf(parts.said, at);
  const unread = [
    ...Object.keys(value).filter(
      (key) =>
        key !== content &&
        !silent.has(key) &&
        !speakers.includes(key) &&
        !(key === 'name' && role === 'tool') &&
        saysSomething(value[key]),
    ),
    ...parts.thought,
  ];
  const turn = { call: role === 'call', trained: isTrained(value), at, unread };
  if (role === 'call') return { ...turn, role: 'assistant', content: asCall(text) };
  const made = role === 'assistant' ? calls(value, at) : [];
  return { ...turn, role, content: [...(text === '' && made.length > 0 ? [] : [text]), ...made].join('\n') };
}

function speakerOf(turn: Readonly<Record<string, unknown>>): unknown {
  const speaker = speakers.find((key) => turn[key] !== undefined && turn[key] !== null);
  return speaker === undefined ? undefined : turn[speaker];
}

/** Whether a value is a turn, whatever its role. */
export const isTurn = (value: unknown): value is Readonly<Record<string, unknown>> => {
  const turn = unwrapped(value);
  return (
    isRecord(turn) &&
    typeof speakerOf(turn) === 'string' &&
    [...contents, ...called].some((key) => Object.hasOwn(turn, key))
  );
};

/** Whether the last of the turns is an assistant's. */
export function endsInAnswer(list: readonly unknown[]): boolean {
  const last = unwrapped(list.at(-1));
  const said = isRecord(last)
    ? (speakerOf(last) ?? Object.keys(last).findLast((key) => named.has(key)))
    : null;
  const role = typeof said === 'string' ? roles.get(said.trim().toLowerCase()) : null;
  return role === 'assistant' || role === 'call';
}

/** OpenAI's `weight`, axolotl's `train` and `training`, ms-swift's `loss`. */
const isTrained = (turn: Readonly<Record<string, unknown>>): boolean =>
  ['weight', 'train', 'training', 'loss'].every((key) => turn[key] !== 0 && turn[key] !== false);

const saysSomething = (value: unknown): boolean =>
  value !== null && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0);

/** Parts without those that were only thought (Anthropic's `thinking`), whose types are told. */
function spoken(content: unknown): { readonly said: unknown; readonly thought: readonly string[] } {
  if (!Array.isArray(content)) return { said: content, thought: [] };
  const typeOf = (part: unknown): string =>
    isRecord(part) && typeof part['type'] === 'string' ? part['type'] : '';
  const parts = content as readonly unknown[];
  const thought = new Set(parts.map(typeOf).filter((type) => THOUGHTS.has(type)));
  return { said: parts.filter((part) => !THOUGHTS.has(typeOf(part))), thought: [...thought] };
}

const THOUGHTS: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking', 'reasoning']);

/** A text, or a list of parts that are texts. */
function textOf(content: unknown, at: string): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  if (typeof content === 'number' || typeof content === 'bigint' || typeof content === 'boolean')
    return String(content);
  if (!Array.isArray(content))
    throw new LoadError(
      `${at}: expected a text or a list of parts as its content, found ${excerpt(content)}.`,
    );
  return content
    .map((part: unknown) => {
      if (typeof part === 'string') return part;
      if (isRecord(part) && typeof part['text'] === 'string') return part['text'];
      const type = isRecord(part) ? part['type'] : part;
      throw new LoadError(
        `${at}: holds a part of type ${excerpt(type)}: only parts of type "text" can be read. Leave such rows out.`,
      );
    })
    .join('');
}

/** What may stand after what; `start`: the beginning, or the system's turn. */
const after: Readonly<Record<Turn['role'] | 'start', readonly Turn['role'][]>> = {
  start: ['user'],
  system: ['system', 'user'],
  user: ['assistant'],
  assistant: ['user', 'tool'],
  tool: ['tool', 'assistant'],
};

function checkOrder(turns: readonly Listed[]): void {
  let before: Turn['role'] | 'start' = 'start';
  turns.forEach(({ role, content, at }, i) => {
    const may = before === 'start' ? ['system', ...after.start] : after[before];
    if (!may.includes(role)) throw outOfOrder(before, role, at, may);
    if (content.trim() === '' && role !== 'tool' && role !== 'system' && i < turns.length - 1)
      throw new LoadError(`${at}: the ${role}'s turn is empty. Fill it in, or leave the row out.`);
    before = role;
  });
}

function outOfOrder(
  before: Turn['role'] | 'start',
  role: Turn['role'],
  at: string,
  may: readonly string[],
): LoadError {
  if (before === 'assistant' && role === 'assistant')
    return new LoadError(
      `${at}: two answers in a row: expected a user's turn between two of the assistant's. Join them, or leave one out.`,
    );
  const where = before === 'start' ? 'at the beginning' : `after ${before}`;
  return new LoadError(
    `${at}: roles out of order: ${role} ${where}, expected ${may.join(' or ')}. Mend the order, or leave the row out.`,
  );
}
