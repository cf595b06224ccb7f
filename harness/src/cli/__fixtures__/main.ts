/** The whole program with the fixtures' methods, task and work, as a process that tests can interrupt and kill. */
import { fixtureDefaults, fixtureTasks } from '../../__fixtures__/asked.ts';
import { fixtureMethods } from '@adaptbench/results/testing';
import { compiledWork } from '../../trial/__fixtures__/compiled-work.ts';
import { main } from '../program.ts';
import { streamsOf } from '../streams.ts';

process.exitCode = await main(process.argv.slice(2), {
  methods: fixtureMethods,
  tasks: fixtureTasks,
  defaults: fixtureDefaults,
  preflight: () => Promise.resolve('an engine 1.0'),
  work: () => compiledWork('work.ts'),
  ...streamsOf(process.stdout, process.stderr),
});
