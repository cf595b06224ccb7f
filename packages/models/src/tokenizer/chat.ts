/** A checkpoint's chat template (Jinja, as Hugging Face defines it) as a function. */
import { LoadError } from '@adaptbench/core';
import type { ChatMessage, Tokenizer } from '@adaptbench/core';
import { Template } from '@huggingface/jinja';

/** Templates that write today's date (Llama 3) would give another prompt every day; this is their own fallback. */
const DATE = '26 Jul 2024';

/** @param specials texts of the special tokens that templates refer to */
export function chatTemplate(
  source: string,
  template: string | null,
  specials: { readonly bos_token: string; readonly eos_token: string },
): Tokenizer['chat'] {
  if (template === null) return null;
  const parsed = parse(source, template);
  return (messages: readonly ChatMessage[], addGenerationPrompt: boolean) => {
    try {
      return parsed.render({
        ...specials,
        messages: messages.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: addGenerationPrompt,
        date_string: DATE,
      });
    } catch (cause) {
      throw new LoadError(
        `${source}: the chat template refuses these messages: ${(cause as Error).message}`,
        {
          cause,
        },
      );
    }
  };
}

function parse(source: string, template: string): Template {
  try {
    return new Template(template);
  } catch (cause) {
    throw new LoadError(`${source}: unreadable chat template: ${(cause as Error).message}`, { cause });
  }
}
