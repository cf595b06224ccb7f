/** A checkpoint's chat template (Jinja, as transformers renders it) as a function. */
import { LoadError } from '@adaptbench/core';
import type { ChatMessage, Tokenizer } from '@adaptbench/core';
import { TemplateError, compileTemplate } from './jinja/template.ts';

/** Templates that write today's date (Llama 3) would give another prompt every day; this is their own fallback. */
const NOW = new Date('2024-07-26T00:00:00Z');

/**
 * The template is read when it is first asked for: a model that nobody chats with may have any.
 * @param specials texts of the special tokens that templates refer to, `bos_token` and the like
 */
export function chatTemplate(
  source: string,
  template: string | null,
  specials: Readonly<Record<string, string>>,
): Tokenizer['chat'] {
  if (template === null) return null;
  let compiled: ReturnType<typeof compileTemplate> | undefined;
  return (messages: readonly ChatMessage[], addGenerationPrompt: boolean) => {
    compiled ??= told(`${source}: unreadable chat template`, () => compileTemplate(template, NOW));
    const render = compiled;
    const text = told(`${source}: the chat template refuses these messages`, () =>
      render({
        ...specials,
        messages: messages.map(({ role, content }) => ({ role, content })),
        tools: null,
        documents: null,
        add_generation_prompt: addGenerationPrompt,
      }),
    );
    const lost = messages.findLast(({ role }) => role === 'user');
    if (lost !== undefined && !bare(text).includes(bare(lost.content)))
      throw new LoadError(
        `${source}: the chat template leaves out what the user says (of ${JSON.stringify(short(lost.content))} it makes ${JSON.stringify(short(text))}). Mend the template, or leave out --chat.`,
      );
    return text;
  };
}

function told<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause;
    throw new LoadError(`${what}: ${cause.message}`, { cause });
  }
}

/** Templates cut white space off. */
const bare = (text: string): string => text.replaceAll(/\s+/g, '');

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
