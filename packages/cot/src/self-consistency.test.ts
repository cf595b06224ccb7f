import type { GenerateRequest } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { asked, bind, speaker } from './__fixtures__/sums.ts';

describe('self-consistency', () => {
  it('counts the most frequent of the sampled answers', async () => {
    const said = [
      'The answer is 7.',
      'The answer is 41.',
      'no idea',
      'The answer is 41.0',
      'The answer is 41.',
    ];
    const requests: GenerateRequest[] = [];
    const model = speaker(() => said[(requests.length - 1) % said.length]!, requests);
    const config = { shots: 0, samples: 5, temperature: 0.5 };
    const [answer] = await bind(config).answer(asked.slice(0, 1), model);
    expect(answer).toMatchObject({
      prediction: '41',
      correct: true,
      output: said[1]!,
      measures: { agreement: 0.6 },
    });
    expect(new Set(requests.map((r) => r.seed)).size).toBe(5);
    expect(new Set(requests.map((r) => r.temperature))).toEqual(new Set([0.5]));
    expect(answer!.generatedTokens).toBe(said.join('').length);
  });
});
