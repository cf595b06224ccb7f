/** A software WebGPU adapter for machines without a GPU: SwiftShader, which comes with Chromium and Chrome. */
import { existsSync } from 'node:fs';

const places = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** The environment that makes Vulkan find SwiftShader; null where it is not installed. Slow: for tests. */
export function softwareAdapter(): Readonly<Record<string, string>> | null {
  const icd = places.map((p) => `${p}/vk_swiftshader_icd.json`).find((p) => existsSync(p));
  return icd === undefined ? null : { VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd };
}
