/**
 * OpenAI's fine-tuning files and TRL's conversational ones. An instance:
 *
 *   {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
 *
 * Other names of the column are known too. The last assistant turn is the answer. Content is a text or a list of parts `{"type": "text", "text": "…"}`.
 */
import { conversationForm } from './conversation.ts';

export const messages = conversationForm(
  'OpenAI messages',
  ['messages'],
  ['dialog', 'dialogue', 'chat', 'turns', 'contents'],
  '[{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]',
);
