/**
 * What is going on, while it goes on. A terminal gets one live line and a line for each finished trial; a file or pipe gets a line an
 * event, never a carriage return.
 */
import type { RunEvent } from './contract.ts';
import {
  isAccuracy,
  judged,
  scoreText,
  type SplitOutcome,
  type DoneTrial,
  type Phase,
  type TrialRecord,
  type TrialSpec,
  count,
  duration,
  durationText,
  percent,
} from '@adaptbench/results';
import type { Screen } from '@adaptbench/report';

/** `label`: the short name of a trial's configuration. */
export function progressWriter(
  screen: Screen,
  label: (spec: TrialSpec) => string,
): (event: RunEvent) => void {
  return screen.isTTY ? liveLine(screen, label) : plainLines(screen, label);
}

function liveLine(screen: Screen, label: (spec: TrialSpec) => string): (event: RunEvent) => void {
  const live = (text: string): void => screen.rewrite(text.slice(0, screen.columns - 1));
  /** Places of the trials that run; the line is about the one that began first. */
  const running = new Set<number>();
  const isShown = (place: number): boolean => running.size === 0 || place === Math.min(...running);
  return (event) => {
    switch (event.type) {
      case 'begin':
      case 'timing':
        screen.write(`${beginning(event)}\n`);
        return;
      case 'trial':
        running.add(event.place);
        if (isShown(event.place)) live(`${heading(event, label(event.spec))} · starting`);
        return;
      case 'progress': {
        if (!isShown(event.place)) return;
        const { phase, progress } = event;
        const part = `${phase} ${progress.done}/${progress.total} ${progress.text}`;
        live(`${remaining(event)}${heading(event, label(event.spec))} · ${part}`);
        return;
      }
      case 'end':
      case 'timed':
        running.delete(event.place);
        screen.rewrite(`${ending(event, label(event.record.spec))}\n`);
    }
  };
}

function plainLines(screen: Screen, label: (spec: TrialSpec) => string): (event: RunEvent) => void {
  /** By place, the phase that was told last. */
  const phases = new Map<number, Phase>();
  return (event) => {
    switch (event.type) {
      case 'begin':
      case 'timing':
        screen.write(`${beginning(event)}\n`);
        return;
      case 'trial':
        return;
      case 'progress':
        if (event.phase === phases.get(event.place)) return;
        phases.set(event.place, event.phase);
        screen.write(`${remaining(event)}${heading(event, label(event.spec))} · ${event.phase}\n`);
        return;
      case 'end':
      case 'timed':
        phases.delete(event.place);
        screen.write(`${ending(event, label(event.record.spec))}\n`);
    }
  };
}

function beginning(event: RunEvent & { type: 'begin' | 'timing' }): string {
  const { type, planned } = event;
  if (type === 'timing') return `${count(planned, 'configuration')} to time`;
  const { toRun } = event;
  return planned === toRun
    ? `${count(planned, 'trial')} to run`
    : `${count(toRun, 'trial')} to run; ${planned - toRun} of ${planned} are there already`;
}

const heading = ({ place, planned }: { place: number; planned: number }, name: string): string =>
  `[${place}/${planned}] ${name}`;

/** An estimate has no tenths. */
function remaining({ secondsLeft, thenTimed }: RunEvent & { type: 'progress' }): string {
  const seconds = secondsLeft();
  if (seconds === null) return '';
  const told = seconds < 60 ? `${Math.ceil(seconds)} s` : duration(seconds);
  return `${told} left${thenTimed ? ', then timing' : ''} · `;
}

function ending(event: RunEvent & { type: 'end' | 'timed' }, name: string): string {
  const told =
    event.type === 'timed'
      ? times(event.record)
      : `${result(event.record)} · ${duration(event.record.seconds)}`;
  return `${heading(event, name)}: ${told}`;
}

/** Of a trial that could not be timed the last note says why. */
function times({ timing, notes }: DoneTrial): string {
  if (timing === null) return firstLine(notes.at(-1) ?? '');
  return `${durationText(timing.alone.item.p50)} per item`;
}

function result(record: TrialRecord): string {
  switch (record.state) {
    case 'done': {
      const { validation, test } = record.accuracy;
      return `validation ${share(validation)}, test ${share(test)}`;
    }
    case 'failed':
      return `failed in ${record.error.phase}: ${record.error.name}: ${firstLine(record.error.message)}`;
    case 'skipped':
      return `skipped: ${firstLine(record.reason)}`;
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function share(split: SplitOutcome): string {
  const { correct, n } = split;
  if (n === 0) return 'no items';
  const { metric, mean } = judged(split);
  return isAccuracy(metric)
    ? `${percent(correct / n)} (${correct}/${n})`
    : `${metric.title} ${scoreText(metric, mean)} (${n})`;
}
