/** A program of the tests, compiled and started as `bench.mjs` starts the real one: node start.mjs ENTRY.ts … */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiled } from '@adaptbench/core/compiled';

const [main] = process.argv.splice(2, 1);
await import(pathToFileURL(path.join(await compiled('test', { main }), 'main.mjs')).href);
