/** Every parser of files from outside. */
import type { Parser } from './src/parser.ts';
import { adapters } from './src/parsers/adapters.ts';
import { modelParsers } from './src/parsers/models.ts';
import { runParsers } from './src/parsers/runs.ts';
import { safetensors } from './src/parsers/safetensors.ts';
import { tableParsers } from './src/parsers/tables.ts';

export const parsers: readonly Parser[] = [
  safetensors,
  ...modelParsers,
  adapters,
  ...tableParsers,
  ...runParsers,
];
