/** A share in percent, as columns have it; null where it is not known. */
export const inPercent = (share: number | null | undefined): number | null =>
  share === null || share === undefined ? null : share * 100;
