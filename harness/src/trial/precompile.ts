/**
 * The program of trials' processes as a few files of JavaScript. From TypeScript every process finds, translates and links some three hundred
 * modules before it does anything, 0.6 s of a processor's time; from these files 0.15 s. A run of the embedded model has a hundred processes.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, build } from 'esbuild';
import { writeWhole } from '@adaptbench/results';

/** `work`: URL of the module that exports it. Writes into `folder` and gives the URL of the compiled module, to be used in its place. */
export async function precompile(work: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    // Written here: what the system says of a full disk reaches nobody through esbuild.
    write: false,
    entryPoints: {
      child: fileURLToPath(new URL('child.ts', import.meta.url)),
      work: fileURLToPath(work),
    },
    outdir: folder,
    bundle: true,
    // What both share, error classes above all, is there once.
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    keepNames: true,
    logLevel: 'silent',
    // For packages that call `require`.
    banner: {
      js: "import { createRequire as _require } from 'node:module'; const require = _require(import.meta.url);",
    },
    plugins: [ownPlace, native],
  });
  mkdirSync(folder, { recursive: true });
  for (const { path: file, contents } of outputFiles) writeWhole(file, contents);
  return pathToFileURL(path.join(folder, 'work.mjs')).href;
}

/** A source's `import.meta` still says where the source is. */
const ownPlace: Plugin = {
  name: 'own place',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async (file) => {
      const text = await readFile(file.path, 'utf8');
      return {
        loader: 'ts',
        contents: text
          .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file.path)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file.path).href)),
      };
    });
  },
};

/** Packages with machine code stay where they are. */
const native: Plugin = {
  name: 'native',
  setup(build) {
    build.onResolve({ filter: /^onnxruntime-node$/ }, ({ path: name, importer }) => ({
      path: pathToFileURL(createRequire(importer).resolve(name)).href,
      external: true,
    }));
  },
};
