import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepareDataFolder } from './data-folder.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'data-folder-'));
  vi.stubEnv('MOORAGE_DATA', path.join(folder, 'data'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('the data folder is made for this user alone', () => {
  expect(statSync(prepareDataFolder()).mode & 0o777).toBe(0o700);
});

test('a disk without the room a start needs is refused in a sentence; a command that needs none goes on', () => {
  expect(() => prepareDataFolder({ leastFreeBytes: 1e18 })).toThrow(
    /has \d+ MB left; Moorage needs at least 1000000000000 MB\. Free some space or set MOORAGE_DATA/,
  );
  expect(prepareDataFolder({ leastFreeBytes: 0 })).toBe(path.join(folder, 'data'));
});
