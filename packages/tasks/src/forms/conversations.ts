/**
 * ShareGPT's form. An instance:
 *
 *   {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello!"}]}
 *
 * The last turn of `gpt` is the answer. Columns `system` and `tools`, as LLaMA-Factory has them, go into the system's turn.
 */
import { conversationForm } from './conversation.ts';

export const conversations = conversationForm(
  'ShareGPT conversations',
  ['conversations', 'conversation'],
  [],
  '[{"from": "human", "value": "…"}, {"from": "gpt", "value": "…"}]',
);
