/**
 * A model's own chat template, put to use: one text as a user's turn, or a whole conversation; and the token that ends an answer. What a
 * template does with a role is found out by asking it, once. A template that knows no system turns (Gemma) gets the system's text in front
 * of the user's next one; a role that it would drop or refuse otherwise is an error.
 */
import { ConfigError, LoadError } from '../basics/errors.ts';
import type { AnswerEnd } from '../contracts/language-model.ts';
import type { Conversation } from '../contracts/prompt.ts';
import type { Turn } from '../contracts/task.ts';
import type { ChatMessage, Tokenizer } from '../contracts/tokenizer.ts';

export interface ChatForm {
  /** A text as a user's turn, and the beginning of the assistant's. */
  frame(text: string): string;
  readonly conversation: Conversation;
  /** What the template writes after an assistant's answer; the model's end token where it writes nothing. */
  ending(): AnswerEnd;
  /** What was done to conversations that the template does not take as they are. */
  readonly notes: () => readonly string[];
}

type Chat = NonNullable<Tokenizer['chat']>;

/** Stands for what is said where only the words around it count. */
const SAID = 'answer-of-the-assistant';

/**
 * @param reference the model's name, for messages
 * @throws ConfigError where the model has no chat template
 */
export function chatForm({ chat, eos }: Tokenizer, reference: string): ChatForm {
  if (!chat)
    throw new ConfigError(
      `--chat: ${reference} has no chat template. Leave the flag out or choose an instruction-tuned model.`,
    );
  const notes = new Set<string>();
  const form = once(() => around(chat));
  const knowsSystem = once(() => keeps(chat, [{ role: 'system', content: SAID }, user('a')]));
  return {
    frame: (text) => chat([user(text)], true),
    conversation: {
      write(turns) {
        const folds = turns.some(({ role }) => role === 'system') && !knowsSystem();
        if (folds)
          notes.add(
            `${reference}: its chat template has no system turns: what the system says stands before the user's next turn`,
          );
        return written(chat, folds ? withoutSystem(turns) : turns);
      },
      get lead() {
        return form().lead;
      },
    },
    ending() {
      const { after } = form();
      return after.trim() === '' ? { token: eos[0]! } : { text: after };
    },
    notes: () => [...notes],
  };
}

/**
 * The tokenizer with the token first among `eos` that the chat template writes after an assistant's answer (`<|eot_id|>`, where the model
 * also knows `<|end_of_text|>`): tuned answers end in it, and a generation stops at it. As it was where there is no such token.
 */
export function endingTurns(tokenizer: Tokenizer): Tokenizer {
  if (!tokenizer.chat) return tokenizer;
  const { after } = around(tokenizer.chat);
  const ids = after.trim() === '' ? [] : tokenizer.encode(after);
  const plain = tokenizer.encode('a');
  // Special tokens are left out when decoding.
  const isSpecial = (id: number): boolean => tokenizer.decode([...plain, id]) === tokenizer.decode(plain);
  const end = ids.find((id) => tokenizer.eos.includes(id)) ?? ids.find(isSpecial);
  return end === undefined ? tokenizer : { ...tokenizer, eos: [...new Set([end, ...tokenizer.eos])] };
}

const user = (content: string): ChatMessage => ({ role: 'user', content });

/** What a template writes between the beginning of an assistant's turn and what is said, and what after it. */
function around(chat: Chat): { readonly lead: string; readonly after: string } {
  let [front, whole] = ['', ''];
  try {
    front = chat([user('a')], true);
    whole = chat([user('a'), { role: 'assistant', content: SAID }], false);
  } catch (error) {
    // A template may know questions only.
    if (!(error instanceof LoadError)) throw error;
  }
  const at = whole.lastIndexOf(SAID);
  if (at < 0) return { lead: '', after: '' };
  const lead = whole.startsWith(front) ? whole.slice(front.length, at) : '';
  return { lead: lead.trim() === '' ? lead : '', after: whole.slice(at + SAID.length) };
}

/** Whether a template takes these messages, and writes what is said. */
function keeps(chat: Chat, messages: readonly ChatMessage[]): boolean {
  try {
    return chat(messages, true).includes(SAID);
  } catch (error) {
    if (error instanceof LoadError) return false;
    throw error;
  }
}

/** What the system says in front of the user's next turn; a turn of the user's own where none follows. */
function withoutSystem(turns: readonly Turn[]): Turn[] {
  const out: Turn[] = [];
  let said: string[] = [];
  for (const turn of turns)
    if (turn.role === 'system') said.push(turn.content);
    else if (turn.role === 'user') {
      out.push({ role: 'user', content: [...said, turn.content].join('\n\n') });
      said = [];
    } else out.push(turn);
  return said.length === 0 ? out : [...out, { role: 'user', content: said.join('\n\n') }];
}

const MEND = 'Mend the conversation, or pass --no-chat: it is then written as one text.';

function written(chat: Chat, turns: readonly Turn[]): string {
  const roles = turns.map(({ role }) => role).join(', ');
  let text: string;
  try {
    text = chat(turns, true);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new ConfigError(`${error.message}. The turns are ${roles}. ${MEND}`, { cause: error });
  }
  const [all, found] = [bare(text), (said: string) => all.includes(bare(said))];
  // An assistant's earlier thoughts are left out by many; a tool's text may be written as JSON.
  const lost = turns.find(
    ({ role, content }) =>
      role !== 'assistant' && !found(content) && !found(JSON.stringify(content).slice(1, -1)),
  );
  if (lost)
    throw new ConfigError(
      `the chat template leaves out what a ${lost.role} turn says (the turns are ${roles}). ${MEND}`,
    );
  return text;
}

/** Templates cut white space off. */
const bare = (text: string): string => text.replaceAll(/\s+/gu, '');

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}
