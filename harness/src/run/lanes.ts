/** Work on a list, several pieces at once. */

/**
 * Calls `work` on the items in their order, at most `lanes` calls at once. Once a call has thrown, no other begins; the first error is
 * thrown when all that had begun are over. `onError` hears of it at once.
 */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T, index: number) => Promise<void>,
  onError: (error: unknown) => void = () => {},
): Promise<void> {
  let next = 0;
  let failure: { readonly error: unknown } | null = null;
  const lane = async (): Promise<void> => {
    while (failure === null && next < items.length) {
      const index = next++;
      try {
        await work(items[index] as T, index);
      } catch (error) {
        if (failure !== null) return;
        failure = { error };
        onError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
