/**
 * The program as JavaScript that runs wherever its folder lies: nothing is installed, compiled or downloaded there. Where a source asks for
 * its own place it gets the same place below the packed folder.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, build } from 'esbuild';

const root = path.join(import.meta.dirname, '../..');
/** In two parts, because this file may be compiled as well. */
const META = ['import', 'meta'].join('.');

/** Modules that are called in a process of their own, by the name of their folder below `program/bounded`. */
export const boundedModules: Readonly<Record<string, string>> = {
  tokenizer: 'packages/models/src/tokenizer/source.ts',
  parquet: 'packages/tasks/src/read/parquet-file.ts',
};

const entryPoints: Readonly<Record<string, string>> = {
  gpu: 'scripts/gpu/main.ts',
  bench: 'harness/src/cli/main.ts',
  child: 'harness/src/trial/child.ts',
  work: 'harness/src/trial/work.ts',
  probe: 'harness/src/choose/probe.ts',
  train: 'scripts/peers/adaptbench/train.ts',
  score: 'scripts/peers/adaptbench/score.ts',
  'bounded-child': 'packages/core/src/bounded/child.ts',
  ...Object.fromEntries(Object.entries(boundedModules).map(([name, file]) => [`bounded-${name}`, file])),
};

/** What compiles in a clone finds what was compiled when it was packed. */
const replaced: Readonly<Record<string, string>> = {
  'packages/core/src/compiled/compile.mjs': 'scripts/gpu/packed/compiled.mjs',
  'harness/src/trial/precompile.ts': 'scripts/gpu/packed/precompile.mjs',
};

/** Writes `<name>.mjs` for each entry point and what they share into `folder`, which lies directly below the packed one. */
export async function bundleProgram(folder: string): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entryPoints).map(([name, file]) => [name, path.join(root, file)]),
    ),
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: `import { createRequire as _require } from 'node:module'; const require = _require(${META}.url); const PACKED = new URL('../', ${META}.url);`,
    },
    external: ['onnxruntime-node', 'esbuild', 'tsx', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    plugins: [places],
  });
}

const below = (file: string): string => path.relative(root, file).split(path.sep).join('/');

const places: Plugin = {
  name: 'places',
  setup(b) {
    b.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path: file }) => {
      if (file.includes('node_modules')) return undefined;
      const name = below(file);
      const other = replaced[name];
      if (other !== undefined)
        return { loader: 'js', contents: readFileSync(path.join(root, other), 'utf8') };
      const at = (what: string): string => `new URL(${JSON.stringify(what)}, PACKED)`;
      const contents = readFileSync(file, 'utf8')
        .replaceAll(`${META}.dirname`, `decodeURI(${at(path.posix.dirname(name))}.pathname)`)
        .replaceAll(`${META}.filename`, `decodeURI(${at(name)}.pathname)`)
        .replaceAll(`${META}.url`, `${at(name)}.href`);
      return { loader: 'ts', contents };
    });
  },
};
