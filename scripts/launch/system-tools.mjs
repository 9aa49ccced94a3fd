import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './say.mjs';

const TOOLS = [
  { name: 'chromium', has: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some((file) => existsSync(file)) },
  { name: 'bubblewrap', has: () => spawnSync('bwrap', ['--version']).status === 0 },
];

/**
 * What tests need of the machine: a browser and bubblewrap. Uses what is installed; as root on Debian installs what is
 * missing; otherwise says the one command that does. Returns the names still missing: their tests count as skipped.
 */
export function ensureSystemTools() {
  const missing = TOOLS.filter((tool) => !tool.has()).map((tool) => tool.name);
  if (missing.length === 0) return [];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`Installing ${missing.join(' and ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 2], env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: ['ignore', 'ignore', 2], env });
  } else {
    say(`Tests that need ${missing.join(' and ')} are skipped. To run them: sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`);
  }
  return TOOLS.filter((tool) => !tool.has()).map((tool) => tool.name);
}
