/** `pnpm bench parity`: whether the engines that can be had here compute the same, method by method. Exit code 1 where they do not. */
import { ConfigError } from '@adaptbench/core';
import { terminalTable } from '@adaptbench/report';
import { z } from 'zod';
import { findMethod } from '../find-method.ts';
import type { ParityRow } from '../parity/parity.ts';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const names = z.array(z.string().min(1)).min(1).readonly();
const count = z.number().int().min(1);
const flags = {
  model: { flag: '--model <model>', help: 'as of a run (default: embedded)' },
  engines: {
    flag: '--engines <names>',
    help: 'engine:device, with commas: ort:cpu,tfjs:wasm (default: all that can be used here)',
    value: names.optional(),
  },
  methods: { flag: '--methods <names>', help: 'with commas (default: all)', value: names.optional() },
  rows: { flag: '--rows <n>', help: 'texts in the batch (default: 4)', value: count.optional() },
  tokens: { flag: '--tokens <n>', help: 'words of a text (default: 24)', value: count.min(3).optional() },
  threads: { flag: '--threads <n>', help: 'threads inside an operation', value: count.optional() },
  out: {
    flag: '--out <folder>',
    help: 'for parity.csv, parity.md and made-with.json (default: runs/parity)',
  },
} as const;

const addParity: AddCommand = (program, { out, err, methods }, exit) => {
  const command = program
    .command('parity')
    .description('compare gradients, logits and predictions of every method on every engine and device')
    .action(async () => {
      // Models and engines take long to load, and the other commands do without.
      const [
        { loadModel },
        { findEngines },
        { parity },
        { madeWith, parityTable, writeParity },
        { keptRows },
      ] = await Promise.all([
        import('@adaptbench/models'),
        import('../parity/engines.ts'),
        import('../parity/parity.ts'),
        import('../parity/report.ts'),
        import('../parity/kept.ts'),
      ]);
      const asked = given(command, flags);
      const { model: reference = 'embedded', out: folder = 'runs/parity' } = asked;
      const chosen = asked.methods?.map((name) => findMethod(methods, name, '--methods')) ?? methods;
      const found = await findEngines(asked.engines ?? null, asked.threads ?? null);
      for (const { name, reason } of found.absent) err.write(`without ${name}: ${reason}\n`);
      const model = await loadModel(reference);
      const shape = { rows: asked.rows ?? 4, tokens: asked.tokens ?? 24 };
      const compared = { ...found, model: reference, sha256: model.sha256, shape };
      const made = await madeWith(compared);
      const kept = keptRows(folder, made);
      const rows: ParityRow[] = [...kept.rows];
      const met = (row: ParityRow): void => {
        err.write(`${row.method} on ${row.engine}: ${row.agrees ? 'agrees' : 'DISAGREES'}\n`);
        kept.add(row);
        rows.push(row);
        writeParity(folder, { ...compared, rows, unfinished: true }, made);
      };
      const table = await parity(model, found.engines, chosen, shape, met, kept.rows);
      if (table.length === 0) throw new ConfigError('--engines: there is nothing to compare with ort:cpu.');
      writeParity(folder, { ...compared, rows: table, unfinished: false }, made);
      kept.finished();
      out.write(`${terminalTable(parityTable(table), out.columns)}\n`);
      exit(table.every(({ agrees }) => agrees) ? 0 : 1);
    });
  addFlags(command, flags);
};
export default addParity;
