/**
 * Subnormal numbers (below 1.2e-38 in float32) as 0. A softmax leaves 4e-39 where it masks, and processors are slow at such numbers: a
 * tenth of a training step. The mode is the processor's. onnxruntime sets it for the threads of a session, and with the first session
 * of a process for the thread that makes it, for good. JavaScript runs on that thread: numbers below 2.2e-308 are 0 for it from then on.
 */
let areZero = false;

/**
 * For a process whose business is to compute: called before it makes its first program. A loss or a probability that is that small is 0
 * to it; none of its records tells them apart.
 */
export function load(): Promise<void> {
  areZero = true;
  return Promise.resolve();
}

/** The setting of a session. */
export const subnormals = (): { readonly set_denormal_as_zero?: '1' } =>
  areZero ? { set_denormal_as_zero: '1' } : {};
