import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type DoneTrial,
  type Manifest,
  type TrialRecord,
  type TrialSpec,
  filesOf,
  readTrials,
  trialId,
} from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';

/** A run, made once; each test has a copy of its own. */
let made = '';
let dir = '';
const at = (name: string) => path.join(dir, name);
beforeAll(async () => {
  made = dir = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-repeat-'));
  const toy = '--model tiny --task toy --methods icl,lora --no-sweep --seeds 2 --latency none';
  await call(...toy.split(' '), '--out', at('run'));
});
afterAll(() => rmSync(made, { recursive: true }));
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-repeat-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

const repeat = (...more: string[]) => call('repeat', at('run'), '--out', at('again'), ...more);
const manifestOf = (name: string) => JSON.parse(readFileSync(filesOf(at(name)).manifest, 'utf8')) as Manifest;
const alter = (change: (manifest: Manifest) => object): void => {
  const manifest = manifestOf('run');
  writeFileSync(filesOf(at('run')).manifest, JSON.stringify({ ...manifest, ...change(manifest) }));
};
const alterRecords = (change: (record: TrialRecord, i: number) => object | null): void => {
  const lines = readTrials(filesOf(at('run')).trials).flatMap((record, i) => {
    const changed = change(record, i);
    return changed === null ? [] : [`${JSON.stringify({ ...record, ...changed })}\n`];
  });
  writeFileSync(filesOf(at('run')).trials, lines.join(''));
};

describe('pnpm bench repeat', () => {
  test('finds a deterministic run the same, and says so row by row', async () => {
    const { code, out, err } = await repeat();
    expect(out.slice(out.indexOf('Report:')).split('\n').slice(2)).toEqual([
      'icl defaults: identical, 2 of 2 trials',
      'lora defaults: identical, 2 of 2 trials',
      '4 trials repeated: every outcome is the same, item for item.',
      '',
    ]);
    expect(err).not.toContain('WARNING');
    expect(code).toBe(0);
    const again = manifestOf('again');
    expect(again.plan).toEqual(manifestOf('run').plan);
    expect(again.repeats).toMatchObject({ run: at('run') });
    expect((await call('--resume', at('again'))).err).toBe(
      `error: ${at('again')}: repeats a run. Go on with: pnpm bench repeat ${at('run')} --resume ${at('again')}\n`,
    );
    const resumed = await call('repeat', at('run'), '--resume', at('again'));
    expect([resumed.code, resumed.err]).toEqual([0, '0 trials to run; 4 of 4 are there already\n']);
  });

  test('tells what is not the same, and exits with 1', async () => {
    alterRecords((record, i) => {
      if (record.state !== 'done' || i === 2) return {};
      if (i === 3)
        return {
          state: 'failed',
          error: {
            name: 'OutOfMemory',
            message: '',
            stack: '',
            phase: 'train',
            signal: null,
            exitCode: null,
            peakRssBytes: null,
          },
        };
      const { test: split, validation } = record.accuracy;
      if (i > 0) return {};
      const outcomes = split.outcomes!.replaceAll(/^../g, (two) => (two[0] === '1' ? '00' : '11'));
      const correct = outcomes.split('1').length - 1;
      return { accuracy: { validation, test: { ...split, outcomes, correct } } };
    });
    const { code, out } = await repeat();
    expect(out).toMatch(/^icl defaults: seed 0: [12] of 60 test items differ$/m);
    expect(out).toContain('\nlora defaults: seed 1: failed and done\n');
    expect(out).toContain('\n2 of 4 trials did not have the same outcome.\n');
    expect(code).toBe(1);
  });

  test('warns of another program, machine, folder, model and data', async () => {
    alter(({ sessions }) => ({
      sessions: sessions.map((s) => ({
        ...s,
        versions: { ...s.versions, zod: '0.0.1', gone: '1.0.0' },
        source: { commit: 'f'.repeat(40), dirty: false },
        machine: { ...s.machine, cpu: 'Another 9000', cores: 99 },
        directory: 'elsewhere',
      })),
    }));
    alterRecords((r) =>
      r.state === 'done' ? { provenance: { ...r.provenance, data: 'e'.repeat(64) } } : {},
    );
    const { err, code } = await repeat();
    const lines = err.split('\n').filter((line) => line.startsWith('WARNING'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^WARNING: not as it was, so outcomes may differ \(then and now\): .*zod 0\.0\.1 and .*gone 1\.0\.0 and none.*program ffffffffffff and .*processor Another 9000 and .*99 and \d+ cores, by which the engine chooses its threads; started in elsewhere and /,
    );
    expect(lines[1]).toBe(
      'WARNING: not what it was (then and now): data of toy: eeeeeeeeeeee and dddddddddddd',
    );
    expect(code).toBe(0);
  });

  test('repeats what was run there, and the model’s commit of then', async () => {
    alterRecords((record, i) => {
      if (i > 0) return null;
      const { provenance } = record as DoneTrial;
      return { provenance: { ...provenance, labels: { ...provenance.labels, commit: 'c'.repeat(40) } } };
    });
    const { out, code } = await repeat();
    expect(out).toContain('icl defaults: identical, 1 of 1 trials\n1 trial repeated:');
    expect(out).toContain('3 trials of the plan had not been run there and were left out.\n');
    expect(code).toBe(0);
    expect(manifestOf('again').plan.map(({ model }) => model.pinned)).toEqual(['c'.repeat(40)]);
  });

  test('refuses an engine that is absent before anything runs', async () => {
    const elsewhere = (spec: TrialSpec) => ({ ...spec, engine: 'torch' });
    alter(({ plan }) => ({ plan: plan.map(elsewhere) }));
    alterRecords(({ spec }) => ({ spec: elsewhere(spec), id: trialId(elsewhere(spec)) }));
    expect(await repeat()).toEqual({
      code: 2,
      out: '',
      err: 'error: --engine: unknown engine "torch". Known: ort, tfjs.\n',
    });
    expect(existsSync(at('again'))).toBe(false);
  });

  test('says what it cannot repeat', async () => {
    const fault = async (...args: string[]) => {
      const { code, err } = await call('repeat', ...args);
      expect(code).toBe(2);
      return err;
    };
    expect(await fault(at('none'))).toBe(
      `error: ${at('none')}: no such folder. Name the folder of a run, as pnpm bench makes it under runs/.\n`,
    );
    expect(await fault(at('run'), '--out', at('x'), '--resume', at('y'))).toBe(
      'error: --resume names the folder: leave --out out\n',
    );
    expect(await fault(at('run'), '--resume', at('run'))).toBe(
      `error: --resume ${at('run')}: holds no repetition of ${at('run')}. Choose another folder by --out.\n`,
    );
    expect(await fault(at('run'), '--resume', at('none'))).toBe(
      `error: ${at('none')}: holds no run to resume. Check the folder's name, or start a run there with --out ${at('none')}.\n`,
    );
    expect(await fault(at('run'), '--out', at('run'))).toBe(
      `error: ${at('run')}: holds a run already. Go on with it by --resume, or choose another --out.\n`,
    );
    writeFileSync(filesOf(at('run')).trials, '');
    expect(await fault(at('run'))).toBe(
      `error: ${at('run')}: none of its trials has run: there is nothing to repeat.\n`,
    );
    const published = fileURLToPath(new URL('../../../results/peft-method-comparison', import.meta.url));
    expect(await fault(published)).toMatch(/holds results of .+, which were not run by adaptbench\n$/);
  });
});
