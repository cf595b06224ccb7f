/** What is trained when steps are timed. */
import type { Variant } from './step.ts';

const adapter = (placement: string): Variant => ({
  name: `adapter, ${placement}`,
  method: 'adapter',
  config: { placement },
});
const partial = (part: string): Variant => ({ name: part, method: 'partial', config: { part } });

/** What all others are held against. */
export const reference: Variant = { name: 'lora', method: 'lora', config: {} };

/** One of each family of graphs. */
export const variants: readonly Variant[] = [
  // The same graph as the reference: what it differs by is what this measurement cannot tell.
  { name: 'lora+instruction', method: 'lora+instruction', config: {} },
  { name: 'lora, all-linear', method: 'lora', config: { targetModules: 'all-linear' } },
  { name: 'dora', method: 'lora', config: { dora: true } },
  ...['houlsby', 'pfeiffer', 'parallel'].map(adapter),
  { name: 'prefix', method: 'prefix', config: { projection: true } },
  { name: 'prefix, direct', method: 'prefix', config: { projection: false } },
  { name: 'prompt-tuning', method: 'prompt-tuning', config: {} },
  { name: 'p-tuning, lstm', method: 'p-tuning', config: { encoder: 'lstm' } },
  { name: 'p-tuning, mlp', method: 'p-tuning', config: { encoder: 'mlp' } },
  { name: 'full', method: 'full', config: { embeddings: true } },
  { name: 'full, embeddings frozen', method: 'full', config: { embeddings: false } },
  ...['bitfit', 'layer-norms', 'head'].map(partial),
];
