import { ensureSetUpToken } from '../accounts/set-up-installation.ts';
import type { Runtime } from '../runtime.ts';

/** Says where the app is, and while nobody has set it up, the address that does. */
export async function announce(runtime: Runtime): Promise<void> {
  const { publicUrl } = runtime.env;
  process.stdout.write(`Moorage is on ${publicUrl}\n`);
  if ((await runtime.db.installation.count()) > 0) return;
  process.stdout.write(`Set up: ${publicUrl}/setup?token=${ensureSetUpToken(runtime.env)}\n`);
}
