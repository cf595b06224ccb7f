/** The card that a run is of, by nvidia-smi or by the Vulkan driver that is named, and the driver's file for Vulkan's loader. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Card {
  /** For a folder's name, e.g. `nvidia-h200`. */
  readonly slug: string;
  readonly name: string;
  readonly driver: string | null;
  readonly memoryMiB: number | null;
  /** A processor plays the card. */
  readonly software: boolean;
}

/** Where drivers of NVIDIA say that they serve Vulkan. */
const DRIVER_FILES = [
  '/usr/share/vulkan/icd.d/nvidia_icd.json',
  '/etc/vulkan/icd.d/nvidia_icd.json',
  '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json',
];

/** What must be in the environment so that Vulkan finds a driver; nothing where one is named already. */
export function vulkanEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  if (env['VK_DRIVER_FILES'] !== undefined || env['VK_ICD_FILENAMES'] !== undefined) return {};
  const file = DRIVER_FILES.find((name) => existsSync(name));
  return file === undefined ? {} : { VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file };
}

export function findCard(env: NodeJS.ProcessEnv): Card {
  const named = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'] ?? '';
  if (/swiftshader/i.test(named))
    return { slug: 'swiftshader', name: 'SwiftShader', driver: named, memoryMiB: null, software: true };
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
  const { status, stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8' });
  return status === 0 ? cardOf(stdout) : { ...unknown, driver: named === '' ? null : named };
}

const unknown: Card = { slug: 'unknown', name: 'unknown', driver: null, memoryMiB: null, software: false };

/** The first line of what nvidia-smi prints: `NVIDIA H200, 580.159.03, 143771`. */
export function cardOf(text: string): Card {
  const [name = '', driver = '', memory = ''] = text
    .split('\n', 1)[0]!
    .split(',')
    .map((part) => part.trim());
  if (name === '') return unknown;
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return {
    slug,
    name,
    driver: driver === '' ? null : driver,
    memoryMiB: /^\d+$/.test(memory) ? Number(memory) : null,
    software: false,
  };
}
