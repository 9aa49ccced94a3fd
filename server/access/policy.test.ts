import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LEAST_ROLE } from './policy.ts';

const SERVER = path.join(import.meta.dirname, '..');

/** Names of gates in the verbs' own sources. */
function gatesInSources(): Set<string> {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((file) => /^[a-z-]+\/[a-z-]+\.ts$/.test(file) && !file.includes('testing'));
  const gates = files.flatMap((file) =>
    [...readFileSync(path.join(SERVER, file), 'utf8').matchAll(/(?:requireRole\(\s*ctx,[^)]*?|getUploadRow\(\s*ctx,\s*)'([a-z-]+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  return new Set(gates);
}

test('every gate has a role, and every role in the table is that of a gate', () => {
  expect([...gatesInSources()].sort()).toEqual(Object.keys(LEAST_ROLE).sort());
});
