/** The README's new method: what is shown is what is tested, it is short, keeps the contract, and is PEFT's IA³. */
import ort from '@adaptbench/engine-ort';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from '@adaptbench/core';
import { readSafetensors } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testMethod, testTraining, trainingFixture } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import ia3 from './ia3.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

const sizes = (a: Architecture, roles: readonly string[]): number =>
  a.sites.reduce((n, s) => {
    if (s.kind !== 'linear' || !roles.includes(s.role)) return n;
    return n + (s.role === 'down' ? s.dIn : s.dOut);
  }, 0);

testMethod(ia3, architectureOf, engine, [
  { model: 'tiny-llama', parameters: (a) => sizes(a, ['k', 'v', 'down']), fresh: 'unchanged' },
  { model: 'tiny-gpt2', parameters: (a) => sizes(a, ['qkv', 'down']), fresh: 'unchanged' },
  {
    model: 'tiny-llama',
    config: { mlp: false },
    parameters: (a) => sizes(a, ['k', 'v']),
    fresh: 'unchanged',
    learningRate: 3e-2,
  },
]);

describe('the example', () => {
  it('stands in the README as it is, in under 60 lines', async () => {
    const code = await readFile(join(import.meta.dirname, 'ia3.ts'), 'utf8');
    const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(`\`\`\`ts\n${code}\`\`\``);
    expect(code.trimEnd().split('\n').length).toBeLessThan(60);
  });
});

describe('the example is PEFT’s IA³', () => {
  for (const name of ['tiny-llama', 'tiny-gpt2'])
    testTraining(name, {
      engine: referenceEngine,
      async load() {
        const model = await fixtureModel(name, architectureOf);
        const patch = ia3.patch({ mlp: true }, model);
        const fixture = await trainingFixture(name, 'ia3');
        const nameOf = (p: string): string => `base_model.model.${p}`;
        const theirs = readSafetensors(
          await readFile(join(fixture.folder, 'before/adapter_model.safetensors')),
        );
        const start = new Map(
          patch.params.map(({ name: p, shape }) => [p, { shape, data: theirs.get(nameOf(p))!.data }]),
        );
        return { model, patch, fixture, start, nameOf };
      },
    });
});
