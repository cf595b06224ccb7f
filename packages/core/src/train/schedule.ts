/** The learning rate over a run: linear warm-up, then constant, linear to zero, or half a cosine to zero. */
export type Schedule = 'constant' | 'linear' | 'cosine';

/** Factor on the peak learning rate at `step` (from 1) of `steps`. */
export function schedule(form: Schedule, step: number, steps: number, warmup: number): number {
  if (step <= warmup) return step / warmup;
  const progress = steps > warmup ? (step - warmup - 1) / Math.max(steps - warmup, 1) : 0;
  switch (form) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - progress;
    case 'cosine':
      return 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
