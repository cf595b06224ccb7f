/** What node is given to run a program of the tests. */
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('start.mjs', import.meta.url));
const entryOf = (file: string): string[] => [start, fileURLToPath(new URL(file, import.meta.url))];

/** The real program. */
export const realProgram = entryOf('../main.ts');
/** That of the fixture methods, whose trials do what their task says. */
export const fixtureProgram = entryOf('main.ts');
