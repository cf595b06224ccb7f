/**
 * How long a training is where its settings leave the epochs open. Three epochs, the habit of the trainers that are used most, are 6
 * updates of 16 items: a small task needs updates, a large one passes. So there are `LEAST_EPOCHS` at least, and more until
 * `ENOUGH_UPDATES` are made, though no item is seen more than `MOST_EPOCHS` times. The numbers are measured (`results/rates.md`).
 */

/** Passes over a task that is large enough. */
export const LEAST_EPOCHS = 3;

/** Updates below which there are further passes. */
export const ENOUGH_UPDATES = 100;

/** Passes beyond which there are none: few items are learned by heart. */
export const MOST_EPOCHS = 30;

export const budgetText = `${LEAST_EPOCHS}, more where that is fewer than ${ENOUGH_UPDATES} updates, at most ${MOST_EPOCHS}`;

/** Whole passes of `updates` updates each. */
export const defaultEpochs = (updates: number): number =>
  Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.ceil(ENOUGH_UPDATES / updates)));
