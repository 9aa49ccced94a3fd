// Names and sizes: what no linter looks at. Each line printed says what is wrong and where it belongs.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './launch/install.mjs';

const FORBIDDEN_NAMES = /(^|[-_.])(utils?|helpers?|common|misc|lib|manager|service)s?([-_.]|$)/;
const NOUNS = ['accounts', 'api-keys', 'audit', 'deployments', 'files', 'invocations', 'models', 'teams', 'uploads', 'versions', 'workers'];
const MAX_LINES = 350;
// Pure words that the browser may carry: no Node module, no database.
const FOR_THE_BROWSER = /\/server\/(signatures\/|.*(schema|state)\.ts$|format-(bytes|count)\.ts$|access\/policy\.ts$|gallery\/samples\.ts$)/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
const problems = [];

for (const file of files) {
  const name = path.basename(file);
  if (!/\.(ts|tsx|mjs|css)$/.test(file) || file.endsWith('.d.ts')) continue;
  if (!/^[a-z0-9.-]+$/.test(name)) problems.push(`${file}: file names are kebab-case`);
  for (const part of file.split('/'))
    if (FORBIDDEN_NAMES.test(part.replace(/\.\w+$/, ''))) problems.push(`${file}: "${part}" says nothing; name it after its one idea`);
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const lines = text.split('\n').length;
  if (lines > MAX_LINES) problems.push(`${file}: ${lines} lines; past ${MAX_LINES} its design asks for a split`);
  const [, top, noun] = /^(server)\/([a-z-]+)\//.exec(file) ?? [];
  if (top && NOUNS.includes(noun) && !/^(schema|state|[a-z]+(-[a-z0-9]+)+|.*\.test)\.ts$/.test(name))
    problems.push(`${file}: a noun's folder holds schema.ts, state.ts, <verb>-<noun>.ts and tests`);
  for (const [, imported] of /^(['"])use client\1/.test(text) ? text.matchAll(/^(?:import|\}) (?!type\b).*from '([^']*\/(?:server|worker)\/[^']*)'/gm) : [])
    if (!FOR_THE_BROWSER.test(imported))
      problems.push(
        `${file}: a client component takes from server/ only types, schema.ts, state.ts, signatures, format-bytes.ts, format-count.ts, access/policy.ts and gallery/samples.ts, not ${imported}`,
      );
  if (/^export \* from/m.test(text)) problems.push(`${file}: no barrels; import from where it is`);
}

for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
