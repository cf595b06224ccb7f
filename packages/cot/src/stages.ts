/** From prompts to texts: an answer in one go, or thoughts first and then an answer that is asked for by itself. */
import type { GenerateRequest, GenerateResult, LanguageModel } from '@adaptbench/core';

/** How one answer is drawn. */
type Sampling = Pick<GenerateRequest, 'temperature' | 'topP' | 'seed'>;
export interface Draw {
  readonly context: string;
  readonly sampling: Sampling;
}

export interface Reply {
  /** All that the model and the phrases between its texts say. */
  readonly output: string;
  /** The part that holds the worked solution. */
  readonly rationale: string;
  /** What the readers get: the cue of an answer that was asked for by itself, and that answer. */
  readonly strictText: string;
  readonly lenientText: string;
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** Whether the solution ended by itself, and not because its tokens were used up. */
  readonly finished: boolean;
}

export type Stages = (draws: readonly Draw[], model: LanguageModel) => Promise<Reply[]>;

type Limits = Pick<GenerateRequest, 'maxNewTokens' | 'stop'>;

/** The prompt is followed by solution and answer together. */
export const oneStage =
  (limits: Limits): Stages =>
  async (draws, model) => {
    const results = await generate(draws, limits, model);
    return results.map((result) => ({
      ...common(result),
      output: result.text,
      strictText: result.text,
      lenientText: result.text,
    }));
  };

/** The prompt itself ends in "The answer is". */
export const directStage =
  (limits: Limits, cue: string): Stages =>
  async (draws, model) => {
    const results = await generate(draws, limits, model);
    return results.map((result) =>
      Object.assign(common(result), { output: result.text, rationale: '' }, asked(cue, result.text)),
    );
  };

/** Kojima et al. 2022: thoughts after a trigger; then the same text with "Therefore, the answer is", greedily. */
export const twoStages =
  (thinking: Limits, answering: Limits, extraction: string, cue: string): Stages =>
  async (draws, model) => {
    const thoughts = await generate(draws, { ...thinking, stop: [...thinking.stop, extraction] }, model);
    const bodies = thoughts.map(({ text }) => text.trimEnd() + extraction);
    const answers = await model.generate(
      draws.map(({ context }, i) => ({ context: context + bodies[i]!, ...answering })),
    );
    return answers.map((answer, i) => {
      const thought = thoughts[i]!;
      return {
        ...common(thought),
        ...asked(cue, answer.text),
        output: bodies[i]! + answer.text,
        // What was read and not written by the model: the prompt and the phrase between.
        promptTokens: Math.max(thought.promptTokens, answer.promptTokens - thought.tokens.length),
        generatedTokens: thought.tokens.length + answer.tokens.length,
      };
    });
  };

const generate = (draws: readonly Draw[], limits: Limits, model: LanguageModel): Promise<GenerateResult[]> =>
  model.generate(draws.map(({ context, sampling }) => ({ context, ...limits, ...sampling })));

const common = (result: GenerateResult) => ({
  rationale: result.text,
  promptTokens: result.promptTokens,
  generatedTokens: result.tokens.length,
  finished: result.finish !== 'length',
});

/** Strictly what follows the cue; leniently anything in the first line that is not empty. */
const asked = (cue: string, text: string): Pick<Reply, 'strictText' | 'lenientText'> => ({
  strictText: cue + text,
  lenientText: text.trim().split('\n', 1)[0] ?? '',
});
