/** Something an operator wrote is wrong. Stops the boot; the message lists every fault and nothing secret. */
export class ConfigError extends Error {
  constructor(summary: string, readonly faults: readonly string[] = []) {
    super([summary, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.name = 'ConfigError';
  }
}
