/** Graphics cards and their drivers, as the system's own tools tell: NVIDIA's nvidia-smi, Vulkan's vulkaninfo, or the files of drivers. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { softwareAdapter } from '@adaptbench/engine-ort';

/** A line each. */
export async function driverLines(): Promise<readonly string[]> {
  return [...(await nvidiaLines()), ...(await vulkanLines())];
}

/** Fields that `nvidiaCards` reads, in its order. */
const QUERY = 'name,driver_version,memory.total,memory.free,compute_cap';

async function nvidiaLines(): Promise<readonly string[]> {
  const cards = await told('nvidia-smi', [`--query-gpu=${QUERY}`, '--format=csv,noheader,nounits']);
  if (cards === null) return ['NVIDIA: no driver (nvidia-smi is not here or finds no card)'];
  const cuda = cudaVersion((await told('nvidia-smi', [])) ?? '');
  return nvidiaCards(cards).map((card) => `NVIDIA: ${card}${cuda === null ? '' : `, CUDA up to ${cuda}`}`);
}

/** `text`: a card a line, with memory in MiB. */
export const nvidiaCards = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .filter((fields) => fields.length === QUERY.split(',').length)
    .map(
      ([name, driver, total, free, capability]) =>
        `${name}, driver ${driver}, ${gib(total)} (${gib(free)} free), compute capability ${capability}`,
    );

const gib = (mib: string | undefined): string =>
  Number.isFinite(Number(mib)) ? `${(Number(mib) / 1024).toFixed(1)} GiB` : 'unknown memory';

/** The newest that the driver runs; null where the header does not tell. */
export const cudaVersion = (header: string): string | null =>
  /CUDA Version:\s*(\d+(?:\.\d+)*)/.exec(header)?.[1] ?? null;

async function vulkanLines(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const summary = await told('vulkaninfo', ['--summary']);
  const found =
    summary === null
      ? driverFiles().map((file) => `a driver by its file ${file} (vulkaninfo would tell more)`)
      : vulkanAdapters(summary);
  const software = softwareAdapter()?.['VK_DRIVER_FILES'];
  return [
    ...(found.length === 0
      ? ['Vulkan (for WebGPU): no driver']
      : found.map((one) => `Vulkan (for WebGPU): ${one}`)),
    ...(software === undefined ? [] : [`Vulkan: SwiftShader at ${software}, slow, for tests`]),
  ];
}

/** `summary`: of `vulkaninfo --summary`. Name, kind and driver of each adapter. */
export function vulkanAdapters(summary: string): readonly string[] {
  return summary
    .split(/^GPU\d+:\s*$/m)
    .slice(1)
    .map((block) => {
      const field = (name: string): string =>
        new RegExp(String.raw`^\s*${name}\s*=[ \t]*(.*)$`, 'm').exec(block)?.[1]?.trim() ?? '';
      const kind = field('deviceType')
        .replace('PHYSICAL_DEVICE_TYPE_', '')
        .toLowerCase()
        .replaceAll('_', ' ');
      const driver = [field('driverName'), field('driverInfo') || field('driverVersion')];
      return `${field('deviceName')} (${kind}), driver ${driver.filter((text) => text !== '').join(' ')}`;
    });
}

/** Where Vulkan looks for its drivers. */
const PLACES = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

function driverFiles(): string[] {
  const named = (process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'] ?? '').split(
    path.delimiter,
  );
  const placed = PLACES.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder).map((name) => path.join(folder, name)),
  );
  return [...named.filter((file) => file !== '' && existsSync(file)), ...placed.toSorted()];
}

/** What a tool writes; null where it is not here or fails. */
async function told(tool: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)(tool, args, { timeout: 10_000 })).stdout;
  } catch {
    return null;
  }
}
