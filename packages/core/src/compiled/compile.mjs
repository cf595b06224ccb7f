/**
 * TypeScript entry points as a few files of JavaScript, kept until a source changes. From TypeScript a process finds, translates and links
 * hundreds of modules before it does anything; from these files it starts in a fifth of the time. Plain JavaScript, because it runs first.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', 'adaptbench');
/** In two parts, because this file is compiled as well. */
const META = ['import', 'meta'].join('.');
/** Days after which compiled files of other sources go; a process may still load from younger ones. */
const KEPT_DAYS = 2;

/**
 * Folder with `<name>.mjs` for each entry point; made where there is none for the present sources.
 * Throws where it cannot be written or a source does not compile.
 */
export async function compiled(name, entryPoints) {
  const folder = path.join(cache, `${name}-${fingerprint(entryPoints)}`);
  if (exists(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    for (const { path: file, contents } of await bundle(entryPoints, draft)) writeFileSync(file, contents);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process was faster.
    if (!exists(folder)) throw error;
  }
  forget();
  return folder;
}

/** The files of the entry points, in memory: esbuild does not hand on what the system says of a full disk. */
export async function bundle(entryPoints, outdir) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    write: false,
    entryPoints,
    outdir,
    bundle: true,
    // What entry points share, error classes above all, is there once.
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    // For packages that call `require`.
    banner: {
      js: `import { createRequire as _require } from 'node:module'; const require = _require(${META}.url);`,
    },
    plugins: [ownPlace, native, english],
  });
  return outputFiles;
}

/** A user's module of TypeScript with what it imports, compiled into files that are there as long as it takes to read them. */
export async function importCompiled(file) {
  const folder = mkdtempSync(path.join(tmpdir(), 'adaptbench-module-'));
  try {
    for (const { path: to, contents } of await bundle({ module: file }, folder)) writeFileSync(to, contents);
    return await import(pathToFileURL(path.join(folder, 'module.mjs')).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files that a module is made of, itself first, what comes from packages left out. Throws where it does not compile. */
export async function sourcesOf(entryPoint) {
  const { build } = await import('esbuild');
  const folder = path.dirname(entryPoint);
  const { metafile } = await build({
    write: false,
    metafile: true,
    entryPoints: [entryPoint],
    absWorkingDir: folder,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs).map((file) => path.resolve(folder, file));
  return [entryPoint, ...files.filter((file) => file !== entryPoint).toSorted()];
}

/** Of the entry points' names and of every source's place, size and time. */
function fingerprint(entryPoints) {
  const hash = createHash('sha256').update(JSON.stringify([process.version, entryPoints]));
  const note = (file) => {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(path.join(folder, entry.name));
      else if (/\.(ts|mjs|css)$/.test(entry.name)) note(path.join(folder, entry.name));
    }
  };
  const packages = readdirSync(path.join(root, 'packages')).map((name) => path.join(root, 'packages', name));
  for (const folder of [path.join(root, 'harness'), ...packages])
    if (exists(path.join(folder, 'src'))) walk(path.join(folder, 'src'));
  note(path.join(root, 'pnpm-lock.yaml'));
  return hash.digest('hex').slice(0, 16);
}

function exists(file) {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function forget() {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  for (const name of readdirSync(cache)) {
    const folder = path.join(cache, name);
    if ((statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < oldest)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** A source's `import.meta` still says where the source is. */
const ownPlace = {
  name: 'own place',
  setup(build) {
    build.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path: file }) =>
      file.includes('node_modules')
        ? undefined
        : {
            loader: 'ts',
            contents: readFileSync(file, 'utf8')
              .replaceAll(`${META}.dirname`, JSON.stringify(path.dirname(file)))
              .replaceAll(`${META}.filename`, JSON.stringify(file))
              .replaceAll(`${META}.url`, JSON.stringify(pathToFileURL(file).href)),
          },
    );
  },
};

/** Packages with machine code stay where they are: they look for it beside them. */
const native = {
  name: 'native',
  setup(build) {
    build.onResolve(
      { filter: /^(onnxruntime-node|@tensorflow\/[\w-]+|esbuild)$/ },
      ({ path: name, importer }) => ({
        path: pathToFileURL(createRequire(importer).resolve(name)).href,
        external: true,
      }),
    );
  },
};

/** zod brings its messages in fifty languages, a tenth of what each process would read; ours are in English. */
const english = {
  name: 'english',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export {};',
    }));
  },
};
