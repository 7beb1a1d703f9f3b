import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` as the very last line of the run; what could not even be loaded counts as failed. */
export class CountReporter implements Reporter {
  private line = '0 passed, 1 failed'; // until a run has ended, nothing is known to be good

  constructor() {
    process.once('exit', () => writeSync(1, `${this.line}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.line = countLine(modules, unhandled.length);
  }
}

function countLine(modules: readonly TestModule[], unhandled: number): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const failed = count('failed') + suites.filter((suite) => suite.errors().length > 0).length + unhandled;
  const skipped = tests.length - count('passed') - count('failed');
  return `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
