import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Runtime } from '../runtime.ts';

/** Says where the app is, and while nobody has set it up, the address that does. */
export async function announce(runtime: Runtime): Promise<void> {
  process.stdout.write(`Moorage is on ${runtime.env.publicUrl}\n`);
  if ((await runtime.db.installation.count()) > 0) return;
  const token = await ensureToken(path.join(/* turbopackIgnore: true */ runtime.env.dataFolder, 'setup-token'));
  process.stdout.write(`Set up: ${runtime.env.publicUrl}/setup?token=${token}\n`);
}

async function ensureToken(file: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  try {
    await writeFile(file, token, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
