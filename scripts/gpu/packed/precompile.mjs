/** In the packed program, in place of `precompile.ts`: the program of trials' processes as it was packed. */
export const precompile = async () => new URL('program/work.mjs', PACKED).href;
