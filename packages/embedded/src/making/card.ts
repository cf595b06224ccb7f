/** The model card: what the model is, how it was made and what was measured, from the files beside it. No number in it is typed by hand. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { classes } from '../worlds/index.ts';
import { type Mixture, shares } from '../corpus/document.ts';
import { questions } from './questions.ts';
import {
  ANSWER_WEIGHT,
  BETA2,
  CONTEXT,
  TOKENIZER_DOCUMENTS,
  VOCABULARY,
  config,
  seed,
  stages,
} from '../recipe.ts';

export interface Effect {
  readonly question: string;
  readonly task: string;
  readonly method: string;
  readonly configuration: string;
  /** Mean over seeds on validation items, of 1: by this one of several is chosen. */
  readonly validation: number;
  /** Mean over seeds on test items, with its 95 % interval, of 1. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  readonly items: number;
  readonly seeds: number;
}

interface StageRecord {
  readonly mixture: Mixture;
  readonly length: number;
  readonly sequences: number;
  readonly steps: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly heldBack: readonly { readonly step: number; readonly loss: number }[];
}
export interface Training {
  readonly seed: number;
  /** Mean cross-entropy of the weights as they are stored, in nats a token, on documents that were held back. */
  readonly heldBackLoss: number;
  readonly parameters: number;
  readonly stages: readonly StageRecord[];
}

export async function writeCard(folder: string): Promise<void> {
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  const training = JSON.parse(await read('training.json')) as Training;
  const effects = JSON.parse(await read('effects.json').catch(() => '[]')) as Effect[];
  const weights = await readFile(path.join(folder, 'model.safetensors'));
  const sha256 = createHash('sha256').update(weights).digest('hex');
  await writeFile(path.join(folder, 'README.md'), card(training, effects, { sha256, bytes: weights.length }));
}

interface Weights {
  readonly sha256: string;
  readonly bytes: number;
}

const thousands = (n: number): string => n.toLocaleString('en');

function card(t: Training, effects: readonly Effect[], w: Weights): string {
  const tokens = t.stages.reduce((sum, s) => sum + s.tokens, 0);
  return `# The embedded base model

A Llama of ${thousands(t.parameters)} parameters that this project has trained itself, so that every method can be tried in minutes on any machine, without a download. It knows small worlds in English and some Chinese: reviews with graded sentiment, facts and questions, sums and word problems, patterns that are repeated in context. It is a base model: it continues text, and knows nothing else.

| | |
| - | - |
| architecture | LlamaForCausalLM: ${config.num_hidden_layers} layers, width ${config.hidden_size}, ${config.num_attention_heads} heads, MLP ${config.intermediate_size}, tied embeddings, biases in attention, rotary base ${config.rope_theta} |
| context | ${CONTEXT} tokens |
| tokenizer | byte-level BPE, ${thousands(VOCABULARY)} tokens, trained on ${thousands(TOKENIZER_DOCUMENTS)} documents of the corpus |
| weights | bfloat16, ${thousands(w.bytes)} bytes |
| training | ${thousands(tokens)} tokens in ${thousands(t.stages.reduce((sum, s) => sum + s.steps, 0))} steps of AdamW (β₂ ${BETA2}), ${Math.round(t.stages.reduce((sum, s) => sum + s.seconds, 0) / 60)} minutes on one thread of a shared machine |
| seed | ${seed} |
| loss on held-back documents | ${t.heldBackLoss.toFixed(4)} nats a token |
| SHA-256 of model.safetensors | \`${w.sha256}\` |

## How it was made

\`pnpm pretrain\` makes it anew (\`packages/embedded\`): a seeded generator (\`src/worlds\`, \`src/corpus\`) writes the corpus, the tokenizer is trained on it, and this project's own trainer trains all weights from random ones through the graph that every other training uses. Checkpoints let it go on after a stop. Sums of float32 numbers depend on the processor, so another machine gives other last digits and a loss within noise of the one above.

Two things of the beginning are not left to chance, because a budget of minutes does not find them. Heads start by copying what followed an earlier occurrence of the present token (induction heads, Olsson et al. 2022), with output projections that are the transposes of values (Trockman and Kolter 2023): from plain random weights 1.5 million tokens of repeated words taught this model none of it. And the corpus comes in stages, from rows of repeated words to everything. Tokens of answers count ${ANSWER_WEIGHT} times in the loss.

| stage | sequences | tokens each | batch | peak learning rate | steps | minutes |
| - | -: | -: | -: | -: | -: | -: |
${t.stages.map(stageRow).join('\n')}

Share of documents in the last stage: ${shares('everything')
    .map(([name, share]) => `${name} ${(100 * share).toFixed(0)} %`)
    .join(
      ', ',
    )}. Few-shot documents have several examples of one task in one form; in four of ten the labels are made-up words that are drawn anew, so that only the context tells what they mean; in one of ten the usual labels are in a wrong order. What stands before inputs and outputs is any word in three of five documents: what is copied must not depend on it.

Loss on held-back documents of the stage, in nats a token:

| stage | step | loss |
| - | -: | -: |
${t.stages.flatMap((s) => s.heldBack.map(({ step, loss }) => `| ${s.mixture} | ${step} | ${loss.toFixed(3)} |`)).join('\n')}

## What was left out

So that adaptation has something to learn: hotel reviews and takeaway reviews (外卖) with their nouns, some of their adjectives and their sentences; a third of each topic's nouns and half of the sentences on topics; topics by name as an answer; a third of the word problems' sentences, names and things; ${Object.keys(classes.heldOut).length} of ${Object.keys({ ...classes.pretraining, ...classes.heldOut }).length} classes of words in mappings, and all their labels; people's names. Of instructions: options with letters, questions for sentiment or topic, translation. A test searches the corpus for held-out words.
${effectSections(effects)}`;
}

const stageRow = (s: StageRecord, i: number): string => {
  const { batchSize, learningRate } = stages[i]!.settings;
  return `| ${s.mixture} | ${thousands(s.sequences)} | ${s.length} | ${batchSize} | ${learningRate} | ${thousands(s.steps)} | ${(s.seconds / 60).toFixed(1)} |`;
};

function effectSections(effects: readonly Effect[]): string {
  if (effects.length === 0) return '';
  const tables = [...new Set(effects.map((e) => e.question))].map((question) => {
    const own = effects.filter((e) => e.question === question);
    return `
### ${questions.get(question)?.title ?? question}

| task | method | configuration | accuracy (%) | 95 % interval | seeds × items |
| - | - | - | -: | - | -: |
${own.map((e) => `| ${e.task} | ${e.method} | ${e.configuration} | ${percent(e.accuracy)} | ${percent(e.low)}–${percent(e.high)} | ${e.seeds} × ${e.items} |`).join('\n')}
`;
  });
  return `
## What it can and cannot do

Measured by \`node --import tsx packages/embedded/effects.ts\` on tasks that it was not trained on; 128 labelled items for exemplars and training.
${tables.join('')}${findings(effects)}`;
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** What the intervals say: each method's choice on validation against the choice among what stands above it, per question and task. */
function findings(effects: readonly Effect[]): string {
  const groups = [...new Set(effects.map(group))].map((name) => effects.filter((e) => group(e) === name));
  const sentences = groups.flatMap((rows) =>
    [...new Set(rows.map(({ method }) => method))].flatMap((method): string[] => {
      const first = rows.findIndex((e) => e.method === method);
      const before = best(rows.slice(0, Math.max(first, 1)));
      const choice = best(rows.filter((e, i) => e.method === method && i > 0));
      return before && choice
        ? [
            `- ${choice.task}: ${nameOf(choice)} brings ${verdict(choice, before)} over ${nameOf(before)} (${percent(choice.accuracy)} against ${percent(before.accuracy)} %).`,
          ]
        : [];
    }),
  );
  return `\nIn words, by whether the intervals overlap: each method's best on validation against the best on validation of the rows above it.\n\n${sentences.join('\n')}\n`;
}

const group = ({ question, task }: Effect): string => `${question} ${task}`;
const nameOf = ({ method, configuration }: Effect): string => `${method} (${configuration})`;
const best = (of: readonly Effect[]): Effect | undefined =>
  of.toSorted((a, b) => b.validation - a.validation)[0];
const verdict = (a: Effect, b: Effect): string =>
  a.low > b.high ? 'a gain' : a.high < b.low ? 'a loss' : 'no certain effect';
