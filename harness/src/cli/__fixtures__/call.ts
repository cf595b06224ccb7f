/** Calls the whole program in this process, with the fixtures' methods, task and work, and gives back what it wrote. */
import { fixtureDefaults, fixtureTasks } from '../../__fixtures__/asked.ts';
import { fixtureMethods } from '@adaptbench/results/testing';
import { compiledWork } from '../../trial/__fixtures__/compiled-work.ts';
import { main } from '../program.ts';

export async function call(...args: string[]) {
  const text = { out: '', err: '' };
  const screen = (name: 'out' | 'err') => ({
    write: (more: string) => void (text[name] += more),
    isTTY: false,
    columns: 100,
  });
  const code = await main(args, {
    methods: fixtureMethods,
    tasks: fixtureTasks,
    defaults: fixtureDefaults,
    preflight: () => Promise.resolve('an engine 1.0'),
    work: () => compiledWork('work.ts'),
    out: screen('out'),
    err: screen('err'),
  });
  return { code, ...text };
}
