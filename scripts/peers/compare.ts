/**
 * Both sides of one comparison in one sitting, alternating, nothing else running:
 *   node --import tsx scripts/peers/compare.ts --model MODEL.gguf --python PYTHON --data SST2_FOLDER [--rounds 3] [--out results/peers]
 * Writes peers.json and peers.md: medians over the rounds, ratios, the machine. PYTHON has scripts/peers/requirements.txt installed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { random } from '@adaptbench/core';
import icl from '@adaptbench/icl';
import { loadModel } from '@adaptbench/models';
import { loadTask } from '@adaptbench/tasks';
import { quantile } from '@adaptbench/results';
import { inTurn } from '@adaptbench/testing';
import { options } from '../options.ts';
import { call, say } from '../paired/process.ts';

const median = (values: readonly number[]): number => quantile(values, 0.5);

type Result = Record<string, unknown>;
const here = import.meta.dirname;
const o = options({
  model: '',
  python: '',
  data: '',
  rounds: '3',
  steps: '10',
  items: '200',
  peerItems: '200',
  out: join(here, '../../results/peers'),
});
const work = join(tmpdir(), `adaptbench-peers-${process.pid}`);
await mkdir(work, { recursive: true });

// numpy's BLAS must choose its kernels by the processor it runs on.
const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
const theirs = (script: string, ...args: string[]): Promise<Result> =>
  call<Result>(o.python, [join(here, script), ...args], env);
const ours = (script: string, ...args: string[]): Promise<Result> =>
  call<Result>(process.execPath, ['--import', 'tsx', join(here, 'adaptbench', script), ...args], env);
/** Each side once a round, in turn. */
const alternate = <K extends string>(
  sides: Readonly<Record<K, () => Promise<Result>>>,
): Promise<Record<K, Result[]>> => inTurn(sides, Number(o.rounds));
const of = (results: readonly Result[], field: string): number =>
  median(results.map((r) => Number(r[field])));

const random64 = random(0, 'peers');
const batches = Array.from({ length: 4 }, () => ({
  inputIds: Array.from({ length: 8 }, () => Array.from({ length: 64 }, () => 100 + random64.below(49_000))),
}));
const batchFile = join(work, 'batches.json');
await writeFile(batchFile, JSON.stringify({ batches }));
const { task, splits } = await loadTask({ name: 'sst2', data: o.data, test: Number(o.items) }, 0);
const { tokenizer, architecture } = await loadModel(o.model);
const prompt = icl.prompt(icl.config.parse({ shots: 16 }));
const bound = prompt.bind({
  task,
  template: 0,
  pool: splits.train,
  seed: 0,
  tokenizer,
  contextLength: architecture.shape.contextLength,
  frame: (t) => t,
});
const requests = splits.test.map((item) => ({
  context: bound.write(item),
  continuations: [' negative', ' positive'],
}));
const requestFile = join(work, 'requests.jsonl');
await writeFile(requestFile, requests.map((r) => JSON.stringify(r)).join('\n'));

const model = ['--model', o.model];
const peerPrompt = join(work, 'decode.json');
await writeFile(peerPrompt, JSON.stringify(await theirs('decode.py', ...model, '--repeats', '1')));
const machine = await alternate({
  torchGemm: () => theirs('gemm.py'),
  ortGemm: () => ours('gemm.ts'),
});
const train = await alternate({
  adaptbench: () => ours('train.ts', ...model, '--batches', batchFile, '--steps', o.steps),
  peft: () => theirs('train_lora.py', ...model, '--batches', batchFile, '--steps', o.steps),
  peftScoredOnly: () =>
    theirs('train_lora.py', ...model, '--batches', batchFile, '--steps', o.steps, '--loss', 'scored'),
});
const decode = await alternate({
  adaptbench: () => ours('decode.ts', ...model, '--peer', peerPrompt),
  transformers: () => theirs('decode.py', ...model),
  bandwidth: () => theirs('bandwidth.py'),
});
say('scoring, once: lm-eval takes minutes');
const score = {
  adaptbench: [await ours('score.ts', ...model, '--requests', requestFile)],
  adaptbenchUnshared: [await ours('score.ts', ...model, '--requests', requestFile, '--share', 'no')],
  lmEval: [await theirs('score_fewshot.py', ...model, '--requests', requestFile, '--limit', o.peerItems)],
};

const bestGemm = Math.max(...[...machine.torchGemm, ...machine.ortGemm].map((r) => Number(r['bestGflops'])));
// Memory's speed changes from minute to minute on a shared host: each round's decoding is held against its own reading.
const readGBps = decode.bandwidth.map((r) => (r['readGBps'] as { best: number }).best);
const gigabytesPerSecond = (r: Result): number =>
  (Number(r['decodeTokensPerSecond']) * Number(r['weightBytes'])) / 1e9;
const decodeGBps = median(decode.adaptbench.map(gigabytesPerSecond));
const ourLogProbs = score.adaptbench[0]!['logProbs'] as number[][];
const theirLogProbs = score.lmEval[0]!['logProbs'] as number[][];
const worst = Math.max(
  ...theirLogProbs.flatMap((row, i) => row.map((x, j) => Math.abs(x - ourLogProbs[i]![j]!))),
);
const rows: [string, string, string, string][] = [
  [
    'LoRA training',
    `${of(train.adaptbench, 'tokensPerSecond').toFixed(0)} tokens/s`,
    `${of(train.peft, 'tokensPerSecond').toFixed(0)} tokens/s (PEFT)`,
    `${(of(train.adaptbench, 'tokensPerSecond') / of(train.peft, 'tokensPerSecond')).toFixed(2)}×`,
  ],
  [
    'LoRA training, peer given only the scored logits',
    `${of(train.adaptbench, 'tokensPerSecond').toFixed(0)} tokens/s`,
    `${of(train.peftScoredOnly, 'tokensPerSecond').toFixed(0)} tokens/s (PEFT)`,
    `${(of(train.adaptbench, 'tokensPerSecond') / of(train.peftScoredOnly, 'tokensPerSecond')).toFixed(2)}×`,
  ],
  [
    'LoRA training, peak memory',
    `${(of(train.adaptbench, 'peakRssBytes') / 1e6).toFixed(0)} MB`,
    `${(of(train.peft, 'peakRssBytes') / 1e6).toFixed(0)} MB (PEFT)`,
    `${(of(train.adaptbench, 'peakRssBytes') / of(train.peft, 'peakRssBytes')).toFixed(2)}×`,
  ],
  [
    'LoRA training, arithmetic',
    `${of(train.adaptbench, 'gflopPerSecond').toFixed(0)} GFLOP/s`,
    `${bestGemm.toFixed(0)} GFLOP/s (best product)`,
    `${((100 * of(train.adaptbench, 'gflopPerSecond')) / bestGemm).toFixed(0)} %`,
  ],
  [
    '16-shot scoring',
    `${of(score.adaptbench, 'itemsPerSecond').toFixed(2)} items/s`,
    `${of(score.lmEval, 'itemsPerSecond').toFixed(2)} items/s (lm-eval, batch 8)`,
    `${(of(score.adaptbench, 'itemsPerSecond') / of(score.lmEval, 'itemsPerSecond')).toFixed(1)}×`,
  ],
  [
    '16-shot scoring, prompt cache off',
    `${of(score.adaptbenchUnshared, 'itemsPerSecond').toFixed(2)} items/s`,
    `${of(score.lmEval, 'itemsPerSecond').toFixed(2)} items/s (lm-eval, batch 8)`,
    `${(of(score.adaptbenchUnshared, 'itemsPerSecond') / of(score.lmEval, 'itemsPerSecond')).toFixed(1)}×`,
  ],
  [
    '16-shot scoring, peak memory',
    `${(of(score.adaptbench, 'peakRssBytes') / 1e6).toFixed(0)} MB`,
    `${(of(score.lmEval, 'peakRssBytes') / 1e6).toFixed(0)} MB (lm-eval)`,
    `${(of(score.adaptbench, 'peakRssBytes') / of(score.lmEval, 'peakRssBytes')).toFixed(2)}×`,
  ],
  [
    'Decoding, batch 1',
    `${of(decode.adaptbench, 'decodeTokensPerSecond').toFixed(1)} tokens/s`,
    `${of(decode.transformers, 'decodeTokensPerSecond').toFixed(1)} tokens/s (transformers)`,
    `${(of(decode.adaptbench, 'decodeTokensPerSecond') / of(decode.transformers, 'decodeTokensPerSecond')).toFixed(2)}×`,
  ],
  [
    'Decoding, weights read',
    `${decodeGBps.toFixed(1)} GB/s`,
    `${median(readGBps).toFixed(1)} GB/s (memory, 2 threads)`,
    `${(100 * median(decode.adaptbench.map((r, i) => gigabytesPerSecond(r) / readGBps[i]!))).toFixed(0)} %`,
  ],
];
const host = `${cpus()[0]!.model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load average at the end ${loadavg()[0]!.toFixed(1)}`;
const markdown = [
  '# adaptbench beside its peers',
  '',
  `SmolLM2-135M-Instruct, float32, 2 threads. Machine: ${host}. Medians over ${o.rounds} alternating rounds (scoring: one round, ${o.items} items); made by \`scripts/peers/compare.ts\` on ${new Date().toISOString().slice(0, 10)}.`,
  '',
  '| | adaptbench | beside it | ratio |',
  '| --- | ---: | ---: | ---: |',
  ...rows.map((r) => `| ${r.join(' | ')} |`),
  '',
  `Largest difference of log-probabilities between adaptbench and lm-eval: ${worst.toExponential(1)}. Greedy tokens identical to transformers': ${decode.adaptbench.every((r) => r['sameTokens']) ? 'yes' : 'no'}. Training: r 8, q_proj and v_proj, batch 8 × 64 tokens, loss at one position a row.`,
  '',
].join('\n');
await mkdir(o.out, { recursive: true });
const brief = (results: Record<string, Result[]>): Record<string, Result[]> =>
  Object.fromEntries(
    Object.entries(results).map(([k, v]) => [
      k,
      v.map(({ logProbs: _, promptIds: __, newIds: ___, ...rest }) => rest),
    ]),
  );
await writeFile(
  join(o.out, 'peers.json'),
  `${JSON.stringify({ host, node: process.version, train: brief(train), decode: brief(decode), score: brief(score), machine: brief(machine) }, null, 1)}\n`,
);
await writeFile(join(o.out, 'peers.md'), markdown);
console.log(await readFile(join(o.out, 'peers.md'), 'utf8'));
