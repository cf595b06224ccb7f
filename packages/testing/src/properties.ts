/**
 * Draws of property tests: the same in every run of the suite, so that a commit passes or fails for everybody alike. Others, to look for
 * what these miss: `ADAPTBENCH_DRAWS=2 pnpm test`, or any other whole number.
 */
import fc from 'fast-check';

const draws = Number(process.env['ADAPTBENCH_DRAWS'] ?? 1);
if (!Number.isSafeInteger(draws)) throw new Error(`ADAPTBENCH_DRAWS: expected a whole number, got ${draws}`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: draws });
