/**
 * Requests to the model as it is and to one side of `sides.ts`, in one process and in turn. Prints one JSON object. Called by
 * `compare.ts`, a process a side.
 */
import { type LoadedModel, type PatchedModel, random } from '@adaptbench/core';
import { open, options, print } from '../peers/adaptbench/side.ts';
import { type Took, inTurn, timed } from '../paired/clock.ts';
import { BASE, openSide } from './sides.ts';

const o = options({
  model: '',
  side: '',
  prompts: '32,128',
  decoded: '32',
  rounds: '15',
  warmup: '2',
  threads: '1',
});
const { model: loaded, engine } = await open(o.model, o.threads);
// Prompts are ids here, and generation goes on whatever comes.
const model: LoadedModel = {
  ...loaded,
  tokenizer: {
    ...loaded.tokenizer,
    bos: null,
    eos: [-1],
    encode: (text) => text.split(' ').map(Number),
    decode: (ids) => ids.join(' '),
  },
};
const r = random(0, 'latency');
const { vocabulary } = model.architecture.shape;
const lengths = o.prompts.split(',').map(Number);
const prompts = lengths.map((length) => Array.from({ length }, () => r.below(vocabulary)).join(' '));
const ask = (side: PatchedModel, context: string, maxNewTokens: number): Promise<Took> =>
  timed(() => side.generate([{ context, maxNewTokens, stop: [] }]));

const [base, other] = [openSide(model, engine, BASE), openSide(model, engine, o.side)];
const [rounds, warmup, decoded] = [o.rounds, o.warmup, o.decoded].map(Number) as [number, number, number];
const firstToken: object[] = [];
for (const [i, context] of prompts.entries()) {
  const took = await inTurn(
    { base: () => ask(base, context, 1), side: () => ask(other, context, 1) },
    rounds,
    warmup,
  );
  firstToken.push({ promptTokens: lengths[i], ...took });
}
const context = prompts[0]!;
/** A further token: what a request for many takes longer than a request for one, a token. */
async function perToken(side: PatchedModel): Promise<Took> {
  const [one, many] = [await ask(side, context, 1), await ask(side, context, 1 + decoded)];
  const each = (clock: keyof Took): number => (many[clock] - one[clock]) / decoded;
  return { wallMs: each('wallMs'), cpuMs: each('cpuMs') };
}
const furtherToken = await inTurn(
  { base: () => perToken(base), side: () => perToken(other) },
  rounds,
  warmup,
);
print({ side: o.side, threads: Number(o.threads), decoded, firstToken, furtherToken });
await base.dispose();
await other.dispose();
