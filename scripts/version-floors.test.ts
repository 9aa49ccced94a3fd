import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const FLOORS: Record<string, string> = {
  next: '16.3.8',
  react: '19.2.1',
  'react-dom': '19.2.1',
  'next-auth': '4.24.15',
  '@trpc/server': '11.8.0',
  '@trpc/client': '11.8.0',
  '@tus/server': '2.4.3',
  'onnxruntime-node': '1.30.0',
  'pg-boss': '12.38.0',
  pg: '8.23.0',
};

const lock = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; resolved?: string }>;
};

test.each(Object.entries(FLOORS))('%s is at its security floor %s or above', (name, floor) => {
  const version = lock.packages[`node_modules/${name}`]?.version ?? '0';
  expect(compare(version, floor), `${name} ${version} is below ${floor}`).toBeGreaterThanOrEqual(0);
});

test('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter((entry) => entry.resolved)).toEqual([]);
});

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('-')[0]?.split('.').map(Number) ?? []);
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
