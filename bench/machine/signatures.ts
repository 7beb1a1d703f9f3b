import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs in a process of its own: what two RSA-2048 signatures over texts of our tokens' length cost, in CPU-ms. */
const PROGRAM = `
  const { generateKeyPairSync, sign } = require('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = Buffer.alloc(600, 'a');
  const run = (ms) => {
    let pairs = 0;
    const [begin, before] = [Date.now(), process.cpuUsage()];
    for (; Date.now() < begin + ms; pairs++) for (let n = 0; n < 2; n++) sign('sha256', text, privateKey);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / pairs;
  };
  run(200);
  console.log(run(Number(process.argv[1])));
`;

/** CPU-ms of two RSA-2048 signatures: the floor of a refresh. */
export async function measureSignatures(node: string, ms: number): Promise<number> {
  const { stdout } = await promisify(execFile)(node, ['-e', PROGRAM, String(ms)]);
  return Number(stdout);
}
