/**
 * What a method costs a request: the model as it is against the model with LoRA beside its weights, with LoRA merged, with adapters, with
 * a prefix; each pair in one process and in turn.
 *   node --import tsx scripts/latency/compare.ts --model MODEL.gguf [--rounds 15] [--threads 1] [--only 'LoRA, merged;prefix, 16']
 *     [--prompts 32,128] [--decoded 32] [--out results/latency]
 * Writes latency.json and latency.md; sides that were measured before and are not among `--only` are kept.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine } from '@adaptbench/harness';
import { makeTable, quantile } from '@adaptbench/results';
import { markdownTable } from '@adaptbench/report';
import { machineText } from '../machine-text.ts';
import { loadText, runChild } from '../paired/child.ts';
import { clockOf } from '../paired/clock.ts';
import { intervalText } from '../paired/ratio.ts';
import { options } from '../peers/adaptbench/side.ts';
import { type LatencyPair, type LatencyResults, type SideRatio, ratiosOf } from './results.ts';
import { names } from './sides.ts';

const here = import.meta.dirname;
const o = options({
  model: '',
  prompts: '32,128',
  decoded: '32',
  rounds: '15',
  threads: '1',
  only: 'all',
  out: path.join(here, '../../results/latency'),
});
const file = path.join(o.out, 'latency.json');
mkdirSync(o.out, { recursive: true });
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LatencyResults).pairs : [];
const pairs = new Map(before.map((pair) => [pair.side, pair]));
for (const side of names.filter((name) => o.only === 'all' || o.only.split(';').includes(name))) {
  const { model, prompts, decoded, rounds, threads } = o;
  const pair = await runChild<Omit<LatencyPair, 'load1'>>(path.join(here, 'pair.ts'), {
    model,
    side,
    prompts,
    decoded,
    rounds,
    threads,
  });
  pairs.set(side, pair);
  const brief = ratiosOf(pair).map(({ what, ratio }) => `${what} ${ratio.toFixed(2)}`);
  console.error(`${new Date().toISOString().slice(11, 19)} ${side}: ${brief.join(', ')}`);
  const ordered = names.flatMap((name) => pairs.get(name) ?? []);
  save({ model: path.basename(model), machine: machine(), pairs: ordered });
}
console.log(readFileSync(path.join(o.out, 'latency.md'), 'utf8'));

function save(results: LatencyResults): void {
  writeFileSync(file, `${JSON.stringify(results)}\n`);
  writeFileSync(path.join(o.out, 'latency.md'), markdown(results));
}

function markdown({ model, machine: host, pairs: all }: LatencyResults): string {
  const table = makeTable<SideRatio>(
    { name: 'latency', title: '', legend: [] },
    [
      { header: 'model with', value: (r) => r.side },
      { header: 'what', value: (r) => r.what },
      { header: 'p50 (ms)', value: (r) => quantile(r.ms, 0.5), digits: 1 },
      { header: 'base p50 (ms)', value: (r) => quantile(r.baseMs, 0.5), digits: 1 },
      { header: 'ratio', value: (r) => r.ratio, digits: 2 },
      { header: '95 % interval', value: intervalText },
      { header: 'p', value: (r) => r.p, digits: 4 },
      { header: 'rounds', value: (r) => r.rounds },
    ],
    all.flatMap(ratiosOf),
  );
  const threads = [...new Set(all.map((pair) => pair.threads))];
  return [
    '# What a method costs a request',
    `${model}, float32, one request at a time, ${threads.join(' and ')} ${String(threads) === '1' ? 'thread' : 'threads'}. ${machineText(host)}; ${loadText(all.map(({ load1 }) => load1))}.`,
    markdownTable(table),
    [
      `- times: ${clockOf(threads[0] ?? 1).name}. The base’s are those of the same process.`,
      '- ratio: of two requests one after the other, to the model with the method and to the model as it is; the median over rounds, its 95 % interval between order statistics, p by the sign test. base against itself is what the measurement cannot tell from 1.',
      `- first token after n: a request with n prompt tokens up to its first new token. further token: what ${all[0]?.decoded ?? 32} more take, each, after the shortest prompt.`,
      '- Parameters were moved from their beginning at random: times do not depend on their values.',
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
