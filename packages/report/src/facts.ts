/** What both reports say besides the tables: what went in, where it ran, what to know about it. Plain lines. */
import { type AskedTask, askedTasks, type Manifest, type Session, taskKey, count } from '@adaptbench/results';
import { type AnyMethod, partsOf } from '@adaptbench/core';
import type { Fact } from './fact.ts';
import { importedFacts } from './imported.ts';

/** Model, task, engine, machine, versions, program, command; warnings where they changed while the run went on. */
export function facts(manifest: Manifest): Fact[] {
  const { bench, models, data, plan, sessions } = manifest;
  const [first] = plan;
  const last = sessions.at(-1);
  return [
    ...importedFacts(manifest),
    {
      label: 'model',
      text: `${bench.model}${first?.model.revision === undefined ? '' : ` at ${first.model.revision}`}, hash ${models.join(', ') || 'unknown'}.${changed(models)}`,
    },
    {
      label: 'task',
      text: `${askedTasks(bench).map(taskText).join('; ')}, data hash ${data.join(', ') || 'unknown'}.${changed(data, new Set(plan.map(taskKey)).size)}`,
    },
    ...(first === undefined
      ? []
      : [
          {
            label: 'engine',
            text: `${first.engine} on ${first.device}, threads: ${first.threads ?? 'the engine’s choice'}, chat template: ${first.chat ? 'yes' : 'no'}`,
          },
        ]),
    ...(last === undefined ? [] : ranOn(last, sessions)),
  ];
}

/** `expected`: how many there are where nothing changes. */
const changed = (all: readonly string[], expected = 1): string =>
  all.length > expected
    ? ' WARNING: it changed while the run went on, so its trials cannot be compared.'
    : '';

const taskText = (task: AskedTask): string => (typeof task === 'string' ? task : JSON.stringify(task));

/** Of a program that knew one engine. */
const olderEngine = (versions: Session['versions']): string =>
  `onnxruntime-node ${versions['onnxruntime-node'] ?? 'unknown'}`;

function ranOn(last: Session, sessions: readonly Session[]): Fact[] {
  const { versions, engine, source } = last;
  // What makes the run anew; a resumption's says where it lies, and at most what it added.
  const { command } = sessions[0] ?? last;
  const added = sessions.slice(1).findLast((session) => session.command.some(isMore))?.command;
  const shards = new Set(sessions.flatMap(({ shard }) => (shard ? [shard.index] : []))).size;
  const resumed = sessions.length - Math.max(1, shards);
  const machines = new Set(sessions.map((session) => machineText(session.machine)));
  const differ = (what: (session: Session) => unknown): boolean =>
    new Set(sessions.map((session) => JSON.stringify(what(session)))).size > 1;
  const warnings = [
    differ((s) => [s.machine.cpu, s.machine.cores, s.machine.memoryBytes]) ? 'machine' : '',
    differ((s) => s.source) ? 'program' : '',
    differ((s) => s.versions) ? 'package versions' : '',
  ].filter((word) => word !== '');
  return [
    { label: 'machine', text: [...machines].join('; ') },
    {
      label: 'versions',
      text: `Node.js ${versions['node']}, ${engine ?? olderEngine(versions)}; all of them are in manifest.json`,
    },
    {
      label: 'program',
      text:
        source === null
          ? 'not a git checkout'
          : `commit ${source.commit}${source.dirty ? ', with uncommitted changes' : ''}`,
    },
    { label: 'command', text: command.join(' ') },
    ...(shards > 0 ? [{ label: 'merged', text: count(shards, 'shard') }] : []),
    ...(resumed > 0
      ? [
          {
            label: 'resumed',
            text: [
              count(resumed, 'time'),
              ...(added === undefined ? [] : [`extended by ${added.join(' ')}`]),
            ].join('; '),
          },
        ]
      : []),
    ...(warnings.length > 0
      ? [
          {
            label: 'WARNING',
            text: `between ${shards > 0 ? 'shards or sessions' : 'sessions'} these changed: ${warnings.join(', ')}. Compare times and memory with care.`,
          },
        ]
      : []),
  ];
}

/** Of a command that goes on with a run: something beside `--resume DIR`. */
const isMore = (word: string, i: number, all: readonly string[]): boolean =>
  !['--', '--resume', '--retry-failed', 'repeat'].includes(word) &&
  !['--resume', 'repeat'].includes(all[i - 1] ?? '');

const machineText = ({ cpu, cores, memoryBytes, os }: Session['machine']): string =>
  `${cpu}, ${count(cores, 'core')}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB, ${os}`;

/** The methods that ran, parts of composed ones too. */
export const ran = (methods: readonly AnyMethod[], names: readonly string[]): AnyMethod[] =>
  methods.filter((method) => names.some((name) => partsOf(name).includes(method.name)));
