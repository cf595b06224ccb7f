/** `pnpm bench doctor`: the engines and devices that can be used here, how fast they are at a model's products, and what the others need. */
import { freemem } from 'node:os';
import { terminalTable } from '@adaptbench/report';
import { type Column, makeTable } from '@adaptbench/results';
import { z } from 'zod';
import { candidates } from '../choose/candidates.ts';
import { type ProductRate, productRate } from '../doctor/measure.ts';
import { machine, packageVersions } from '../measure/machine.ts';
import type { NamedEngine } from '../parity/engines.ts';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const flags = {
  model: { flag: '--model <model>', help: 'whose products are measured (default: embedded)' },
  engines: {
    flag: '--engines <names>',
    help: 'engine:device, with commas; one that cannot be used is an error (default: all, and what the absent ones need)',
    value: z.array(z.string().min(1)).min(1).readonly().optional(),
  },
  threads: {
    flag: '--threads <n>',
    help: 'threads inside an operation',
    value: z.number().int().min(1).optional(),
  },
} as const;

/** Rows of a batch: 8 texts of 64 tokens. */
const MANY = 512;

interface Row extends NamedEngine {
  /** Many rows, as in training and reading; one, as in decoding. */
  readonly many: ProductRate;
  readonly one: ProductRate;
}
const columns: readonly Column<Row>[] = [
  { header: 'engine', value: (r) => r.name },
  { header: 'version', value: (r) => `${r.engine.version}${r.software ? ', on SwiftShader' : ''}` },
  { header: 'threads', value: (r) => r.engine.threads },
  { header: `${MANY} rows (GFLOP/s)`, value: (r) => r.many.gflopPerSecond, digits: 1 },
  { header: 'one row (GFLOP/s)', value: (r) => r.one.gflopPerSecond, digits: 1 },
  { header: 'one row (GB/s)', value: (r) => r.one.gbPerSecond, digits: 1 },
];

/** What a run's usual trial is made of: 112 steps of 8 texts, 600 questions, half of them with a written answer; in the units of `openWork`. */
const usualTrial = {
  processes: 2,
  compiles: { 'train step': 1, prompt: 2, decode: 2 },
  works: { 'train step': 224, prompt: 150, decode: 300 },
};

const addDoctor: AddCommand = (program, { out }) => {
  const command = program
    .command('doctor')
    .description(
      'list engines, devices and drivers, measure them on a model’s products, say which a run takes, and what the others need',
    )
    .action(async () => {
      // Models and engines take long to load, and the other commands do without.
      const [{ loadModel }, { findEngines }, { driverLines }, { chooseEngine }] = await Promise.all([
        import('@adaptbench/models'),
        import('../parity/engines.ts'),
        import('../doctor/drivers.ts'),
        import('../choose/choose.ts'),
      ]);
      const { model: reference = 'embedded', threads = null, ...asked } = given(command, flags);
      const { architecture } = await loadModel(reference);
      for (const line of [machineLine(), versionsLine(), ...(await driverLines())]) out.write(`${line}\n`);
      const { engines, absent } = await findEngines(asked.engines ?? null, threads);
      const largest = architecture.sites
        .flatMap((site) => (site.kind === 'linear' ? [{ dIn: site.dIn, dOut: site.dOut }] : []))
        .reduce((a, b) => (b.dIn * b.dOut > a.dIn * a.dOut ? b : a));
      const rows: Row[] = [];
      for (const named of engines) {
        const many = await productRate(named.engine, { ...largest, rows: MANY });
        rows.push({ ...named, many, one: await productRate(named.engine, { ...largest, rows: 1 }) });
      }
      const title = `Products of ${reference}: ${largest.dIn} to ${largest.dOut}, float32`;
      out.write(
        `\n${terminalTable(makeTable({ name: 'doctor', title, legend: [] }, columns, rows), out.columns)}\n`,
      );
      for (const { name, reason } of absent) out.write(`\n${name} is absent: ${reason}\n`);
      const called = 'a LoRA training on 128 items and 600 questions';
      const choice = await chooseEngine(
        candidates({}),
        { model: { reference }, threads, called },
        usualTrial,
        { anew: true },
      );
      out.write(
        `\nA run that names no engine takes: ${choice.why}. Measured in ${choice.seconds.toFixed(1)} s.\n`,
      );
    });
  addFlags(command, flags);
};
export default addDoctor;

function machineLine(): string {
  const { cpu, cores, memoryBytes, os, load1 } = machine();
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return `${cpu}, ${cores} processors, ${gib(memoryBytes)} (${gib(freemem())} free), ${os}, load average ${load1}`;
}

/** Of what computes; a library that is no package of ours tells its own in the table. */
function versionsLine(): string {
  const versions = packageVersions();
  const names = ['node', 'onnxruntime-node', '@tensorflow/tfjs-core'];
  return names.map((name) => `${name} ${versions[name] ?? 'not installed'}`).join(', ');
}
