import { expect, test } from 'vitest';
import { call } from './__fixtures__/call.ts';

test('where no method is named the usual ones run, and it is said', async () => {
  const { code, out, err } = await call('--model', 'tiny', '--task', 'toy', '--no-sweep', '--dry-run');
  expect(code).toBe(0);
  expect(err).toContain('No --methods: icl, lora. All there are: --methods all.');
  expect(out).toMatch(/icl .*\n.*lora .*\n2 trials\n/);
});
