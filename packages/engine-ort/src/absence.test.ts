import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { absence } from './absence.ts';

it('is never told of the processor, and of a GPU where the kernel shows none', () => {
  expect(absence('cpu')).toBeNull();
  const shown = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((file) => existsSync(file));
  const none = process.platform === 'linux' && !shown;
  expect(absence('webgpu')).toBe(none ? 'no GPU (none of /dev/dri, /dev/nvidia0, /dev/dxg)' : null);
});

it('of CUDA names the command that installs its library', () => {
  expect(absence('cuda') ?? 'pnpm cuda:install').toMatch(/pnpm cuda:install|It exists for Linux on x64 only/);
});
