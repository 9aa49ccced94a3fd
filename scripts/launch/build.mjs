import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { exclusively } from './pid-lock.mjs';
import { runTool } from './run-tool.mjs';
import { LaunchError, say } from './say.mjs';

const SOURCES = [
  'app',
  'server',
  'public',
  'docs/guide',
  'prisma/schema.prisma',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const FOLDER = path.join(ROOT, process.env.NEXT_DIST_DIR || '.next');
const STAMP = path.join(FOLDER, 'moorage-sources');

/** Builds the pages when their sources changed since the last build. One build at a time. */
export async function ensureBuilt() {
  if (isCurrent(fingerprint())) return;
  mkdirSync(FOLDER, { recursive: true });
  await exclusively(path.join(ROOT, 'node_modules/.moorage-building.pid'), async () => {
    const wanted = fingerprint();
    if (isCurrent(wanted)) return;
    say('Building the app (once per change) …');
    // A build that is interrupted must not pass for the one before it.
    rmSync(STAMP, { force: true });
    const { code, output } = await runTool('next', ['build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
    if (code !== 0) throw new LaunchError(`Building the app failed:\n${output}`);
    writeFileSync(STAMP, wanted);
  });
}

function isCurrent(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const full = path.join(ROOT, source);
    if (!existsSync(full)) continue;
    for (const file of listFiles(full)) hash.update(path.relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(full) {
  try {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !/(^|\/)(generated|testing)\//.test(path.relative(ROOT, file)))
      .sort();
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    return [full];
  }
}
