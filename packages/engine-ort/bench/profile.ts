/** Prints what ADAPTBENCH_PROFILE=folder made programs write: `node --import tsx packages/engine-ort/bench/profile.ts FILE…`. */
import { readProfile, showProfile } from '../src/profile.ts';

for (const file of process.argv.slice(2)) console.log(`${file}\n${showProfile(readProfile(file), 15)}`);
