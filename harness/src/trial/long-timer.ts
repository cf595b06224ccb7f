/** A timer for any time: Node.js takes at most 2³¹ − 1 ms (24.8 days) and fires at once beyond that. */

/** What `setTimeout` takes. */
const MOST_MS = 2 ** 31 - 1;

/** Calls `then` after `ms`; gives back what calls it off. */
export function after(ms: number, then: () => void): () => void {
  const due = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = due - performance.now();
    timer = left > MOST_MS ? setTimeout(wait, MOST_MS) : setTimeout(then, Math.max(0, left));
  };
  wait();
  return () => clearTimeout(timer);
}
