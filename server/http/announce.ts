import { ensureSetUpToken } from '../accounts/set-up-installation.ts';
import type { Runtime } from '../runtime.ts';

/** While nobody has set it up, says the address that does; then, last of a start, where the app is. */
export async function announce(runtime: Runtime): Promise<void> {
  const { publicUrl } = runtime.env;
  if ((await runtime.db.installation.count()) === 0) process.stdout.write(`Set up: ${publicUrl}/setup?token=${ensureSetUpToken(runtime.env)}\n`);
  process.stdout.write(`Moorage is on ${publicUrl}\n`);
}
