/** `pnpm bench doctor`: the engines and devices that can be used here, how fast they are at a model's products, and what the others need. */
import { freemem } from 'node:os';
import { terminalTable } from '@adaptbench/report';
import { type Column, makeTable } from '@adaptbench/results';
import { z } from 'zod';
import { type Measured, choices } from '../doctor/choice.ts';
import { productRate } from '../doctor/measure.ts';
import { machine } from '../measure/machine.ts';
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

type Row = Measured & { readonly engine: NamedEngine['engine'] };
const columns: readonly Column<Row>[] = [
  { header: 'engine', value: (r) => r.name },
  { header: 'version', value: (r) => `${r.engine.version}${r.software ? ', on SwiftShader' : ''}` },
  { header: 'threads', value: (r) => r.engine.threads },
  { header: `${MANY} rows (GFLOP/s)`, value: (r) => r.many.gflopPerSecond, digits: 1 },
  { header: 'one row (GFLOP/s)', value: (r) => r.one.gflopPerSecond, digits: 1 },
  { header: 'one row (GB/s)', value: (r) => r.one.gbPerSecond, digits: 1 },
];

const addDoctor: AddCommand = (program, { out }) => {
  const command = program
    .command('doctor')
    .description(
      'list engines and devices, measure them on a model’s products, and say which would be chosen and why',
    )
    .action(async () => {
      // Models and engines take long to load, and the other commands do without.
      const [{ loadModel }, { findEngines }] = await Promise.all([
        import('@adaptbench/models'),
        import('../parity/engines.ts'),
      ]);
      const asked = given(command, flags);
      const { architecture } = await loadModel(asked.model ?? 'embedded');
      const { cpu, cores, memoryBytes, os, load1 } = machine();
      const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
      out.write(
        `${cpu}, ${cores} processors, ${gib(memoryBytes)} (${gib(freemem())} free), ${os}, Node.js ${process.version}, load average ${load1}\n`,
      );
      const { engines, absent } = await findEngines(asked.engines ?? null, asked.threads ?? null);
      const largest = architecture.sites
        .flatMap((site) => (site.kind === 'linear' ? [{ dIn: site.dIn, dOut: site.dOut }] : []))
        .reduce((a, b) => (b.dIn * b.dOut > a.dIn * a.dOut ? b : a));
      const rows: Row[] = [];
      for (const { name, engine, software } of engines) {
        const many = await productRate(engine, { ...largest, rows: MANY });
        rows.push({ name, engine, software, many, one: await productRate(engine, { ...largest, rows: 1 }) });
      }
      const title = `Products of ${asked.model ?? 'embedded'}: ${largest.dIn} to ${largest.dOut}, float32`;
      out.write(
        `\n${terminalTable(makeTable({ name: 'doctor', title, legend: [] }, columns, rows), out.columns)}\n`,
      );
      for (const { purpose, name, why } of choices(rows)) out.write(`for ${purpose}: ${name}, ${why}\n`);
      for (const { name, reason } of absent) out.write(`\n${name} is absent: ${reason}\n`);
    });
  addFlags(command, flags);
};
export default addDoctor;
