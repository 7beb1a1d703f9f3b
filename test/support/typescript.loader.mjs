import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Lets Node itself import our TypeScript: TypeORM loads the migrations past vitest, and some tests start a process of their own. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const text = await readFile(fileURLToPath(url), 'utf8');
  const { outputText } = ts.transpileModule(text, { compilerOptions: { target: 'es2023', module: 'esnext' } });
  return { format: 'module', source: outputText, shortCircuit: true };
}

/** `./x.js` in the source means `./x.ts`. */
export function resolve(specifier, context, next) {
  const source = specifier.startsWith('.') && context.parentURL ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : null;
  return next(source?.pathname.endsWith('.ts') && existsSync(source) ? source.href : specifier, context);
}
