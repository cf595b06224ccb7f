import { expect, it } from 'vitest';
import { cudaVersion, driverLines, nvidiaCards, vulkanAdapters } from './drivers.ts';

it('reads cards, drivers and memory as nvidia-smi writes them', () => {
  expect(
    nvidiaCards('NVIDIA H200, 570.86.15, 143771, 143200, 9.0\nTesla T4, 535.1, 15360, [N/A], 7.5\n'),
  ).toEqual([
    'NVIDIA H200, driver 570.86.15, 140.4 GiB (139.8 GiB free), compute capability 9.0',
    'Tesla T4, driver 535.1, 15.0 GiB (unknown memory free), compute capability 7.5',
  ]);
  expect(cudaVersion('| NVIDIA-SMI 570.86.15   Driver Version: 570.86.15   CUDA Version: 12.8 |')).toBe(
    '12.8',
  );
  expect(cudaVersion('No devices were found')).toBeNull();
});

it('reads adapters as vulkaninfo writes them', () => {
  const summary = `Devices:
========
GPU0:
	apiVersion         = 1.3.289
	driverVersion      = 570.86.15
	deviceType         = PHYSICAL_DEVICE_TYPE_DISCRETE_GPU
	deviceName         = NVIDIA H200
	driverName         = NVIDIA
	driverInfo         = 570.86.15
GPU1:
	driverVersion      = 5.0.0
	deviceType         = PHYSICAL_DEVICE_TYPE_CPU
	deviceName         = SwiftShader Device (Subzero)
	driverName         = SwiftShader driver
	driverInfo         = 
`;
  expect(vulkanAdapters(summary)).toEqual([
    'NVIDIA H200 (discrete gpu), driver NVIDIA 570.86.15',
    'SwiftShader Device (Subzero) (cpu), driver SwiftShader driver 5.0.0',
  ]);
  expect(vulkanAdapters('no devices')).toEqual([]);
});

it('says of this machine’s drivers what there is, or that there is none', async () => {
  expect((await driverLines()).join('\n')).toMatch(/^NVIDIA: /);
});
