/**
 * How long a training is where its settings leave the epochs open. Three epochs, the default of transformers' Trainer, are six updates of
 * 16 items: a small task needs updates, a large one passes. So there are `LEAST_EPOCHS`, and more until `ENOUGH_UPDATES` are made, though
 * no item is seen more than `MOST_EPOCHS` times. On 128 items, 48, 96, 192 and 384 updates answer 76, 89, 92 and 93 % (`results/rates.md`):
 * most is won by the first hundred, and the cost goes on growing. Which trainings want more, reports say (`undone`).
 */

/** Passes over a task that is large enough. */
const LEAST_EPOCHS = 3;

/** Updates below which there are further passes. */
const ENOUGH_UPDATES = 100;

/** Passes beyond which there are none: few items are learned by heart. */
const MOST_EPOCHS = 30;

export const budgetText = `${LEAST_EPOCHS}, more where that is fewer than ${ENOUGH_UPDATES} updates, at most ${MOST_EPOCHS}`;

/** Whole passes of `updates` updates each. */
export const defaultEpochs = (updates: number): number =>
  Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.ceil(ENOUGH_UPDATES / updates)));
