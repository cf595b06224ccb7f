/** One turn of a conversation, as chat templates know it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

/** Text ⇄ token ids. */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** Token put in front of every text, or null where the model wants none. */
  readonly bos: number | null;
  /** Tokens that end a generation; at least one. */
  readonly eos: readonly number[];
  /** Ids of `text` with no special token added; special tokens written out in `text` are recognised. */
  encode(text: string): number[];
  /** As `encode`, of several texts at once, where that is cheaper than one after the other. */
  encodeAll?(texts: readonly string[]): number[][];
  /** Tokenises texts that will be asked for, as far as they are remembered. */
  ahead?(texts: readonly string[]): void;
  /** Text of `ids`; special tokens are left out. */
  decode(ids: readonly number[]): string;
  /** The conversation as the model's own chat template writes it, or null where the checkpoint has no template. */
  readonly chat: ((messages: readonly ChatMessage[], addGenerationPrompt: boolean) => string) | null;
}
