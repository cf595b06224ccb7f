import { expect, test } from 'vitest';
import { manifestOf, session, specs } from '@adaptbench/results/testing';
import { facts } from './facts.ts';

test('the command of a resumed run is its first one, which makes it anew', () => {
  const resumed = { ...session, command: ['--resume', 'runs/x'], startedAt: '2026-01-02T00:00:00.000Z' };
  const lines = facts({ ...manifestOf(specs()), sessions: [session, resumed] });
  expect(lines).toContainEqual({
    label: 'command',
    text: '--model tiny --task toy --methods icl,lora',
  });
  expect(lines).toContainEqual({ label: 'resumed', text: '1 time' });
  const more = { ...resumed, command: ['--resume', 'runs/x', '--seeds', '5'] };
  expect(facts({ ...manifestOf(specs()), sessions: [session, resumed, more] })).toContainEqual({
    label: 'resumed',
    text: '2 times; extended by --resume runs/x --seeds 5',
  });
});

test('the engine is what told its version; an older run has it among its packages', () => {
  const versions = { ...session.versions, 'onnxruntime-node': '1.30.0' };
  const textOf = (more: object) =>
    facts({ ...manifestOf(specs()), sessions: [{ ...session, versions, ...more }] }).find(
      ({ label }) => label === 'versions',
    )?.text;
  expect(textOf({})).toContain(', onnxruntime-node 1.30.0; ');
  expect(textOf({ engine: 'other 2.0' })).toContain(', other 2.0; ');
});
