import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runReal, scratch, specOf } from './__fixtures__/real.ts';
import { precompile } from './precompile.ts';

const s = scratch();
const { dir, reviews } = s;
afterAll(() => s.dispose());
const sources = new URL('work.ts', import.meta.url).href;
const compiled = precompile(sources, path.join(dir, 'program'));
const task = { name: reviews, train: 8, validation: 4, test: 6 };

test('a precompiled trial says what the sources say, on data from a file and on generated ones', async () => {
  const work = await compiled;
  for (const data of [task, { name: 'hotel', train: 8, validation: 4, test: 6 }]) {
    const spec = specOf({ method: 'lora', task: data, training: { epochs: 1 } });
    // Training and answering are the same program, and TypeScript takes seconds to load.
    const oneProcess = true;
    const fast = await runReal(spec, path.join(dir, 'compiled'), { work, oneProcess });
    const slow = await runReal(spec, path.join(dir, 'sources'), { work: sources, oneProcess });
    expect([fast.state, slow.state]).toEqual(['done', 'done']);
    if (fast.state !== 'done' || slow.state !== 'done') return;
    expect(fast.accuracy).toEqual(slow.accuracy);
    expect(fast.training?.lossCurve).toEqual(slow.training?.lossCurve);
    expect(fast.provenance).toEqual(slow.provenance);
  }
});

test('a configuration that cannot work is still told from a fault', async () => {
  const spec = specOf({ method: 'partial', config: { part: 'bitfit' }, task, training: {} });
  const record = await runReal(spec, path.join(dir, 'skipped'), { work: await compiled });
  expect(record.state === 'skipped' && record.reason).toContain('has no biases');
});
