import { readFileSync } from 'node:fs';

/** The script that the login page carries: two files, one after the other. */
export const LOGIN_SCRIPT = ['page', 'passkey'].map((name) => readFileSync(`src/auth/pages/${name}.script.js`, 'utf8').trim()).join('\n');
