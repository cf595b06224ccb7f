import { expect, test } from 'vitest';
import { parseUsed, watchDeviceMemory } from './device-memory.ts';

test('nvidia-smi’s answer is in MiB, or there is none', () => {
  expect(parseUsed('1523\n')).toBe(1523 * 2 ** 20);
  expect(parseUsed('[N/A]\n')).toBeNull();
  expect(parseUsed('')).toBeNull();
});

test('a device that is no NVIDIA one does not tell', async () => {
  expect(await watchDeviceMemory('cpu').stop()).toBeNull();
  expect(await watchDeviceMemory('webgpu').stop()).toBeNull();
});
