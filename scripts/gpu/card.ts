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

/** Where Vulkan's loader lies on machines that have it. */
const LOADERS = [
  '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
  '/usr/lib64/libvulkan.so.1',
  '/usr/lib/libvulkan.so.1',
  '/usr/local/lib/libvulkan.so.1',
];
/** Where containers find the libraries of NVIDIA's driver. */
const DRIVER_LIBRARIES = '/usr/local/nvidia/lib64';

/**
 * What must be in the environment of this program's steps so that Vulkan is found: a driver's file where none is named, and for a machine
 * that has no loader `packedLoader`, the folder with ours. Peers keep their environment: libraries of the system would be in the way of a
 * Python that brings its own.
 */
export function vulkanEnvironment(
  env: NodeJS.ProcessEnv,
  packedLoader: string,
  exists: (file: string) => boolean = existsSync,
): Readonly<Record<string, string>> {
  const named = env['VK_DRIVER_FILES'] !== undefined || env['VK_ICD_FILENAMES'] !== undefined;
  const file = named ? undefined : DRIVER_FILES.find(exists);
  const folders = [
    ...(env['LD_LIBRARY_PATH'] ? [env['LD_LIBRARY_PATH']] : []),
    ...[DRIVER_LIBRARIES].filter(exists),
    ...(LOADERS.some(exists) ? [] : [packedLoader]),
  ];
  return {
    ...(file === undefined ? {} : { VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file }),
    ...(folders.length === 0 ? {} : { LD_LIBRARY_PATH: folders.join(':') }),
  };
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
