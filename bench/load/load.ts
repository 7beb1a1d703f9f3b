import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Job, LoadReport, Message } from './job.js';

/** The load generator's process, seen from the one that measures. */
export class LoadGenerator {
  private readonly child: ChildProcess = fork(join(import.meta.dirname, 'generator.js'));

  /** @param onEdge called when the measured time begins, and when it ends */
  run(job: Job, onEdge: (edge: 'begin' | 'end') => void): Promise<LoadReport> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the load generator has ended'));
      const listen = (message: Message) => {
        if ('begin' in message || 'end' in message) return onEdge('begin' in message ? 'begin' : 'end');
        this.child.off('message', listen).off('exit', gone);
        if ('report' in message) resolve(message.report);
        else reject(new Error(`the load on ${job.path} broke off: ${message.failed}`));
      };
      this.child.on('message', listen).once('exit', gone);
      this.child.send(job);
    });
  }

  stop(): void {
    this.child.removeAllListeners('exit').kill();
  }
}
