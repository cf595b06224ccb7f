import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specs } from '../testing/records.ts';
import { canonicalJson } from './canonical-json.ts';
import { configurationId, trialId } from './spec.ts';

const [spec] = specs({ methods: ['lora'] });
if (!spec) throw new Error('internal: no trial');

describe('a trial’s id', () => {
  test('is 16 hexadecimal digits that stay the same from day to day', () => {
    expect(trialId(spec)).toMatchInlineSnapshot(`"b4e868a0c0b4edf4"`);
  });
  test('does not depend on the order of fields on being offline or on a commit’s name', () => {
    const turned = Object.fromEntries(Object.entries(spec).toReversed()) as typeof spec;
    expect(trialId(turned)).toBe(trialId(spec));
    const offline = {
      model: { ...spec.model, offline: true, pinned: 'c'.repeat(40) },
      task: { ...spec.task, offline: true },
    };
    expect(trialId({ ...spec, ...offline })).toBe(trialId(spec));
    expect(trialId({ ...spec, draws: false })).toBe(trialId(spec));
  });
  test('depends on everything else; a configuration’s does not depend on the seed', () => {
    const other = { ...spec, seed: spec.seed + 1 };
    expect(trialId(other)).not.toBe(trialId(spec));
    expect(configurationId(other)).toBe(configurationId(spec));
    expect(configurationId({ ...spec, chat: true })).not.toBe(configurationId(spec));
  });
});

test('canonical JSON is the same for equal values and reads back as the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
      const turned = Object.fromEntries(Object.entries(plain).toReversed());
      expect(canonicalJson(turned)).toBe(canonicalJson(plain));
      expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
    }),
  );
});
