/** Entry points: names without extension and the TypeScript files behind them. */
type EntryPoints = Readonly<Record<string, string>>;
export function compiled(name: string, entryPoints: EntryPoints): Promise<string>;
export function bundle(
  entryPoints: EntryPoints,
  outdir: string,
): Promise<readonly { readonly path: string; readonly contents: Uint8Array }[]>;
export function sourcesOf(entryPoint: string): Promise<readonly string[]>;
export function importCompiled(file: string): Promise<object>;
