/** `pnpm bench import peft FILES… --out DIR`: results that others published become a run, for report and compare. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, fileError, unknownName } from '@adaptbench/core';
import type { Command } from 'commander';
import {
  FORMAT,
  NOTES,
  importPeft,
  importedRun,
  filesOf,
  writeManifest,
  TrialsLog,
  count,
} from '@adaptbench/results';
import { checkFolder } from '../run/folder.ts';
import { lockFolder } from '../run/lock.ts';
import { writeOutputs } from '@adaptbench/report';
import type { Environment } from './environment.ts';

const formats = { peft: { read: importPeft, format: FORMAT, notes: NOTES } };
const known = Object.keys(formats);
const isKnown = (name: string): name is keyof typeof formats => Object.hasOwn(formats, name);

interface ImportFlags {
  readonly out: string;
  readonly source?: string;
}

export function addImport(program: Command, { methods, out }: Environment): void {
  program
    .command('import')
    .argument('<format>', 'peft: result files of huggingface/peft, method_comparison/MetaMathQA/results')
    .argument('<files...>', 'one a result')
    .requiredOption('--out <folder>', 'folder of the run that they become')
    .option('--source <text>', 'where they were published: repository, commit, licence')
    .description('make a run of results that others published')
    .action((format: string, files: string[], flags: ImportFlags) => {
      if (!isKnown(format)) throw unknownName('format', format, known, 'import');
      if (files.length === 0) throw new ConfigError('import: no files');
      checkFolder(flags.out, false);
      const { read, notes, format: full } = formats[format];
      const texts = files.map(readText);
      const records = texts.map((text, i) => read(text, path.basename(files[i]!)));
      const manifest = importedRun(records, {
        format: full,
        source: flags.source ?? null,
        importedAt: new Date().toISOString(),
        files: texts.map((text, i) => ({
          name: path.basename(files[i]!),
          sha256: createHash('sha256').update(text).digest('hex'),
        })),
        notes,
      });
      mkdirSync(flags.out, { recursive: true });
      const release = lockFolder(flags.out);
      try {
        writeManifest(filesOf(flags.out).manifest, manifest);
        const log = new TrialsLog(filesOf(flags.out).trials);
        for (const record of records) log.append(record);
        log.close();
        out.write(`${writeOutputs(flags.out, manifest, records, methods, out.columns)}\n\n`);
      } finally {
        release();
      }
      out.write(`${count(records.length, 'result')} imported into ${flags.out}\n`);
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileError(cause, file);
  }
}
