/** How much longer than a batch the pause after it is: two thirds of the time belong to the refreshes alone, however slow the machine. */
const PAUSE = 2;

/**
 * Milliseconds to wait after a batch of work that nobody waits for.
 * @param begun of the batch, by `performance.now()`
 */
export const pauseAfter = (begun: number): number => PAUSE * (performance.now() - begun);
