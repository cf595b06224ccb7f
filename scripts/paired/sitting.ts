/**
 * A sitting: each side of an experiment against its reference, in turn, in a process of its own. The script is its own child: with
 * `--side` it measures that side and prints it, without it goes through all sides and keeps `<name>.json` and `<name>.md` up to date.
 * Sides that were measured before and are not among `--only` are kept.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine } from '@adaptbench/harness';
import type { Machine } from '@adaptbench/results';
import { options } from '../options.ts';
import { callScript, print, say } from './process.ts';

/** What all experiments are told: the model, rounds and threads in each process, sides by name with `;` between. */
const shared = { model: '', rounds: '9', warmup: '2', threads: '1', only: 'all', side: 'all' } as const;
type Options<D> = Record<keyof typeof shared | keyof D, string>;

/** What stands at the head of a page. */
export interface Sitting {
  /** Name of the model's file or folder. */
  readonly model: string;
  readonly threads: number;
  readonly machine: Machine;
}

export interface Experiment<
  D extends Readonly<Record<string, string>>,
  O extends { readonly load1: number },
> {
  /** Of its folder under results and the files in there. */
  readonly name: string;
  /** The script itself. */
  readonly file: string;
  /** Options of its own with their defaults. */
  readonly defaults: D;
  /** All sides, in the order of the page. */
  readonly sides: (o: Options<D>) => readonly string[];
  /** What `--only` calls a side; its own name where it is left out. */
  readonly called?: (side: string) => string;
  readonly measure: (side: string, o: Options<D>) => Promise<object>;
  /** The side of an outcome. */
  readonly sideOf: (outcome: O) => string;
  readonly brief: (outcome: O) => string;
  /** The JSON file from outcomes, and back. */
  readonly pack: (sitting: Sitting, outcomes: readonly O[]) => object;
  readonly unpack: (json: unknown) => readonly O[];
  readonly page: (sitting: Sitting, outcomes: readonly O[]) => string;
}

export async function sit<D extends Readonly<Record<string, string>>, O extends { readonly load1: number }>(
  e: Experiment<D, O>,
): Promise<void> {
  const out = path.join(import.meta.dirname, '../../results', e.name);
  const { out: folder, ...rest } = options({ ...shared, ...e.defaults, out });
  const o = rest as Options<D>;
  if (o.side !== 'all') return print(await e.measure(o.side, o));
  const [json, page] = [path.join(folder, `${e.name}.json`), path.join(folder, `${e.name}.md`)];
  mkdirSync(folder, { recursive: true });
  const before = existsSync(json) ? e.unpack(JSON.parse(readFileSync(json, 'utf8'))) : [];
  const outcomes = new Map(before.map((outcome) => [e.sideOf(outcome), outcome]));
  const sides = e.sides(o);
  const only = o.only.split(';');
  const sitting = { model: path.basename(o.model), threads: Number(o.threads), machine: machine() };
  for (const side of sides.filter((one) => o.only === 'all' || only.includes(e.called?.(one) ?? one))) {
    const outcome = await callScript<O>(e.file, { ...o, side });
    outcomes.set(side, outcome);
    say(`${side}: ${e.brief(outcome)}`);
    const places = new Map(sides.map((one, i) => [one, i]));
    const place = (one: O): number => places.get(e.sideOf(one)) ?? sides.length;
    const ordered = [...outcomes.values()].toSorted((a, b) => place(a) - place(b));
    writeFileSync(json, `${JSON.stringify(e.pack(sitting, ordered))}\n`);
    writeFileSync(page, e.page(sitting, ordered));
  }
  console.log(readFileSync(page, 'utf8'));
}
