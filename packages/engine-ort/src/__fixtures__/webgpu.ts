/** WebGPU as it can be had here: a GPU, or SwiftShader where there is none (Debian: `apt-get install chromium libvulkan1`). */
import { existsSync } from 'node:fs';
import { type Engine, EngineError } from '@adaptbench/graph';
import { createOrtEngine } from '../engine.ts';
import { softwareAdapter } from '../software-adapter.ts';

const software = existsSync('/dev/dri') ? {} : softwareAdapter();
Object.assign(process.env, software);

/** The engine, or why there is none. */
export const webgpu: Engine | EngineError =
  // Without either, Vulkan would write its complaints to the terminal.
  process.platform === 'linux' && software === null
    ? new EngineError('no GPU, and no Chromium that brings SwiftShader')
    : await createOrtEngine({ device: 'webgpu', threads: 1 }).catch((error: unknown) => {
        if (error instanceof EngineError) return error;
        throw error;
      });
