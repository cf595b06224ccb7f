/** `pnpm bench`: the program compiled where it can be kept, else straight from TypeScript. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled } from '@adaptbench/core/compiled';

const main = fileURLToPath(new URL('src/cli/main.ts', import.meta.url));
let program;
try {
  program = path.join(await compiled('bench', { main }), 'main.mjs');
} catch {
  (await import('tsx/esm/api')).register();
  program = main;
}
await import(pathToFileURL(program).href);
