/** `pnpm bench import peft FILES… --out DIR`: results that others published become a run, for report and compare. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { ConfigError, LoadError, unknownName } from '@adaptbench/core';
import {
  FORMAT,
  NOTES,
  importPeft,
  importedRun,
  readText,
  filesOf,
  writeManifest,
  TrialsLog,
  count,
} from '@adaptbench/results';
import { checkFolder, makeFolder } from '../run/folder.ts';
import { lockFolder } from '../run/lock.ts';
import { writeOutputs } from '@adaptbench/report';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const formats = { peft: { read: importPeft, format: FORMAT, notes: NOTES } };
const isFormat = (name: string): name is keyof typeof formats => Object.hasOwn(formats, name);

const flags = {
  out: { flag: '--out <folder>', required: true, help: 'folder of the run that they become' },
  source: { flag: '--source <text>', help: 'where they were published: repository, commit, licence' },
} as const;

const addImport: AddCommand = (program, { methods, out: terminal }) => {
  const command = program
    .command('import')
    .argument('<format>', 'peft: result files of huggingface/peft, method_comparison/MetaMathQA/results')
    .argument('<files...>', 'one a result')
    .description('make a run of results that others published')
    .action((format: string, files: string[]) => {
      const { out, source = null } = given(command, flags);
      if (!isFormat(format)) throw unknownName('format', format, Object.keys(formats), 'import');
      if (files.length === 0) throw new ConfigError('import: no files');
      checkFolder(out, false);
      const { read, notes, format: full } = formats[format];
      const texts = files.map(textOf);
      const records = texts.map((text, i) => read(text, path.basename(files[i]!)));
      const manifest = importedRun(records, {
        format: full,
        source,
        importedAt: new Date().toISOString(),
        files: texts.map((text, i) => ({
          name: path.basename(files[i]!),
          sha256: createHash('sha256').update(text).digest('hex'),
        })),
        notes,
      });
      makeFolder(out);
      const release = lockFolder(out);
      try {
        writeManifest(filesOf(out).manifest, manifest);
        const log = new TrialsLog(filesOf(out).trials);
        for (const record of records) log.append(record);
        log.close();
        terminal.write(`${writeOutputs(out, manifest, records, methods, terminal.columns)}\n\n`);
      } finally {
        release();
      }
      terminal.write(`${count(records.length, 'result')} imported into ${out}\n`);
    });
  addFlags(command, flags);
};
export default addImport;

function textOf(file: string): string {
  const text = readText(file);
  if (text === null) throw new LoadError(`${file}: no such file or folder (ENOENT). Check the path.`);
  return text;
}
