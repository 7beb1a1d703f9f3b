import { ROTATE } from '../contenders/clients.js';
import { EvenPopulation } from '../seed/even.population.js';
import type { SeededClient, SeededFamily } from '../seed/population.js';

const HOUR = 3_600_000;

/** As even, but those of the rotating client were issued in waves, each of which one filter finds. */
export class WavesPopulation extends EvenPopulation {
  constructor(
    families: number,
    uses: number,
    now: number,
    clients: readonly SeededClient[],
    private readonly waves: number,
  ) {
    super(families, uses, now, clients);
  }

  override familyOf(n: number): SeededFamily {
    const family = super.familyOf(n);
    if (family.client.id !== ROTATE.client_id) return family;
    return { ...family, issuedAt: family.issuedAt - (1 + (Math.floor(n / 2) % this.waves)) * HOUR };
  }

  /** What finds the wave. */
  filterOf(wave: number): { client: string; issued_after: string; issued_before: string } {
    const at = super.familyOf(1).issuedAt - (1 + wave) * HOUR;
    const moment = (ms: number) => new Date(at + ms).toISOString();
    return { client: ROTATE.client_id, issued_after: moment(-HOUR / 2), issued_before: moment(HOUR / 2) };
  }
}
