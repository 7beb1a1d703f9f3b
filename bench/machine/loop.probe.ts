import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into the servers under test: on SIGUSR2 it writes how late the event loop was since the last one, and begins anew. */
const RESOLUTION_MS = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('SIGUSR2', () => {
  // What is recorded is the time between two timers, the resolution included.
  const p99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
  writeFileSync(join(process.env.LOOP_DELAY_FOLDER!, `${process.pid}.txt`), String(p99));
  delay.reset();
});
