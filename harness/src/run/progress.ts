/**
 * What is going on, while it goes on. A terminal gets one live line and a line for each finished trial; a file or pipe gets a line an
 * event, never a carriage return.
 */
import type { RunEvent } from './run.ts';
import { type TrialRecord, type TrialSpec, count, duration, percent } from '@adaptbench/results';
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
  return (event) => {
    switch (event.type) {
      case 'begin':
        screen.write(`${beginning(event)}\n`);
        return;
      case 'trial':
        live(`${heading(event, label(event.spec))} · starting`);
        return;
      case 'progress': {
        const { phase, progress } = event;
        const part = `${phase} ${progress.done}/${progress.total} ${progress.text}`;
        live(`${remaining(event.secondsLeft())}${heading(event, label(event.spec))} · ${part}`);
        return;
      }
      case 'end':
        screen.rewrite(`${ending(event, label(event.record.spec))}\n`);
    }
  };
}

function plainLines(screen: Screen, label: (spec: TrialSpec) => string): (event: RunEvent) => void {
  let phase = '';
  return (event) => {
    switch (event.type) {
      case 'begin':
        screen.write(`${beginning(event)}\n`);
        return;
      case 'trial':
        phase = '';
        return;
      case 'progress':
        if (event.phase === phase) return;
        phase = event.phase;
        screen.write(`${remaining(event.secondsLeft())}${heading(event, label(event.spec))} · ${phase}\n`);
        return;
      case 'end':
        screen.write(`${ending(event, label(event.record.spec))}\n`);
    }
  };
}

const beginning = ({ planned, toRun }: RunEvent & { type: 'begin' }): string =>
  planned === toRun
    ? `${count(planned, 'trial')} to run`
    : `${count(toRun, 'trial')} to run; ${planned - toRun} of ${planned} are there already`;

const heading = ({ place, planned }: { place: number; planned: number }, name: string): string =>
  `[${place}/${planned}] ${name}`;

/** An estimate has no tenths. */
const remaining = (seconds: number | null): string =>
  seconds === null ? '' : `${seconds < 60 ? `${Math.ceil(seconds)} s` : duration(seconds)} left · `;

function ending(event: RunEvent & { type: 'end' }, name: string): string {
  return `${heading(event, name)}: ${result(event.record)} · ${duration(event.record.seconds)}`;
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

const share = ({ correct, n }: { correct: number; n: number }): string =>
  n === 0 ? 'no items' : `${percent(correct / n)} (${correct}/${n})`;
