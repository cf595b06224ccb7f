/**
 * Turns as LangChain writes them, made turns with a role. Instances (`message_to_dict`, `dumpd`, `model_dump`):
 *
 *   {"type": "human", "data": {"content": "Hi", "additional_kwargs": {}}}
 *   {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "HumanMessage"], "kwargs": {"content": "Hi"}}
 *   {"type": "human", "content": "Hi"}
 */
import { byName } from '../read/values.ts';
import { isRecord } from './json-cell.ts';

/** LangChain's `type` → a role; `generic` messages say theirs themselves. */
const roles: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['system', 'system'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

const kept = ['content', 'role', 'tool_calls', 'weight', 'train', 'training', 'loss', 'reasoning_content'];

/** The turn within; the value itself where it is no such message. */
export function unwrapped(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { type, data, kwargs, lc, id } = value;
  if (typeof type !== 'string') return value;
  if (isRecord(data) && Object.hasOwn(data, 'content')) return turnOf(type, data);
  if (lc !== undefined && isRecord(kwargs))
    return turnOf(
      /^(\w+?)Message(?:Chunk)?$/u.exec(String(Array.isArray(id) ? id.at(-1) : ''))?.[1] ?? '',
      kwargs,
    );
  const named = ['role', 'from', 'speaker', 'sender', 'author'].some((key) => Object.hasOwn(value, key));
  return !named && roles.has(type.toLowerCase()) && Object.hasOwn(value, 'content')
    ? turnOf(type, value)
    : value;
}

function turnOf(type: string, message: Readonly<Record<string, unknown>>): unknown {
  const role = roles.get(type.toLowerCase()) ?? message['role'] ?? type;
  const more = message['additional_kwargs'];
  const { tool_calls: listed } = message;
  // Older versions leave calls as OpenAI writes them there; what else runs leave beside a message says nothing of what was said.
  const calls: Readonly<Record<string, unknown>> =
    isRecord(more) && !(Array.isArray(listed) && listed.length > 0) ? more : {};
  return byName([
    ...kept.filter((key) => Object.hasOwn(message, key)).map((key) => [key, message[key]] as const),
    ...['tool_calls', 'function_call'].flatMap((key) =>
      calls[key] === undefined ? [] : [[key, calls[key]] as const],
    ),
    ['role', role] as const,
  ]);
}
