/**
 * Reads the folders that random_configs.py or random_ggufs.py wrote and compares the last logits with transformers': `compare-configs.ts DIR`. Prints each
 * disagreement and the counts by verdict; exits with 1 where a number differs, or an error is none of ours.
 *
 *   equal        the same within the tolerance, at every length that fits the context
 *   refused      a LoadError here; where transformers computes something, the reasons are counted
 *   both refuse  a LoadError here, an error there
 *   only here    computed here, an error there: a model that transformers cannot load
 *   beyond       every length is longer than the context here
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LoadError, noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { loadModel } from '@adaptbench/models';

interface Expected {
  /** Of the folder, where the model is a file in it. */
  readonly file?: string;
  readonly error?: string;
  readonly ids?: number[];
  readonly last?: Record<string, number[]>;
}
type Verdict = 'equal' | 'refused' | 'both refuse' | 'only here' | 'beyond' | 'different' | 'raw error';

const TOLERANCE = 1e-3;
const root = process.argv[2];
if (root === undefined) throw new Error('which folder? compare-configs.ts DIR');
const tokenizer = join(import.meta.dirname, '../../packages/testing/fixtures/tiny-llama');
const engine = await createOrtEngine({ device: 'cpu', threads: 1 });

async function verdict(folder: string): Promise<readonly [Verdict, string]> {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  let model;
  try {
    model = await loadModel(join(folder, expected.file ?? ''), {
      cacheDir: join(root!, 'cache'),
      tokenizer,
      offline: true,
    });
  } catch (error) {
    if (!(error instanceof LoadError)) return ['raw error', String(error)];
    if (error.message.includes('\n')) return ['raw error', `of several lines: ${error.message}`];
    return expected.error === undefined ? ['refused', error.message] : ['both refuse', ''];
  }
  if (expected.error !== undefined) return ['only here', expected.error];
  const lengths = Object.entries(expected.last!).filter(
    ([length]) => Number(length) <= model.architecture.shape.contextLength,
  );
  if (lengths.length === 0) return ['beyond', `context ${model.architecture.shape.contextLength}`];
  const patched = patchedModel(model, engine, noPatch, new Map());
  try {
    for (const [length, want] of lengths) {
      const { data } = await patched.logits(expected.ids!.slice(0, Number(length)));
      const got = Float64Array.from(data).slice(-want.length);
      const most = want.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
      const worst = want.reduce((a, b, i) => Math.max(a, Math.abs(b - got[i]!)), 0);
      if (!(worst <= TOLERANCE * most))
        return ['different', `off by ${worst} of ${most} at length ${length}`];
    }
  } finally {
    await patched.dispose();
  }
  return ['equal', ''];
}

/** A reason without the numbers and paths that are its case's own. */
const kind = (message: string): string =>
  message
    .replaceAll(root, '')
    .replaceAll(/\d+(?:\.\d+)?/g, 'N')
    .slice(0, 110);

const counts = new Map<string, number>();
const reasons = new Map<string, number>();
const add = (map: Map<string, number>, key: string): Map<string, number> =>
  map.set(key, (map.get(key) ?? 0) + 1);
for (const name of readdirSync(root).toSorted()) {
  if (!/^\d+$/.test(name)) continue;
  const folder = join(root, name);
  const [which, why] = await verdict(folder).catch((error: unknown) => ['raw error', String(error)] as const);
  add(counts, which);
  if (why !== '') add(reasons, `${which}: ${kind(why)}`);
  if (which === 'different' || which === 'raw error')
    console.log(`${which} ${name}: ${why}\n  ${readFileSync(join(folder, 'config.json'), 'utf8')}`);
}
for (const [reason, count] of [...reasons].toSorted(([, a], [, b]) => b - a))
  console.log(`${count} × ${reason}`);
console.log([...counts].map(([which, count]) => `${count} ${which}`).join(', '));
if (counts.has('different') || counts.has('raw error')) process.exitCode = 1;
