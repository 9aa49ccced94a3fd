import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { fromId } from '../../server/ids.ts';
import type { Acknowledged } from './client.ts';
import { until } from './until.ts';

export interface Evidence {
  db: pg.Pool;
  dataFolder: string;
  acknowledged: Acknowledged[];
  /** Names and values that no log may hold. */
  secrets: Record<string, string>;
  /** Everything web, worker and launcher printed. */
  output: string;
}

const ENDED = ['succeeded', 'failed', 'canceled', 'expired'];

/** Looks through the database, the blob store and the logs for what breaks an invariant; one line each, none when all hold. */
export async function checkInvariants(evidence: Evidence): Promise<string[]> {
  await settled(evidence.db);
  const first = await terminalStates(evidence.db);
  const broken = [
    ...(await acknowledgedExist(evidence)),
    ...sameKeySameRun(evidence.acknowledged),
    ...(await jobsMatchRows(evidence.db)),
    ...(await teamsMatch(evidence.db)),
    ...(await countersMatch(evidence.db)),
    ...(await blobsAreWhole(evidence)),
    ...secretsInLogs(evidence),
  ];
  const second = await terminalStates(evidence.db);
  for (const [id, state] of first) if (second.get(id) !== state) broken.push(`I2: ${id} ended as ${state}, now ${second.get(id)}`);
  return broken;
}

async function settled(db: pg.Pool): Promise<void> {
  await until('I1: every run ends', 60_000, async () => {
    const { rows } = await db.query(`select count(*)::int as n from invocation where status not in ('succeeded','failed','canceled','expired')`);
    return rows[0].n === 0;
  });
}

async function terminalStates(db: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await db.query(
    `select id, status || ' ' || coalesce(md5(outputs::text), '') || ' ' || coalesce(ended_at::text, '') as state from invocation`,
  );
  return new Map(rows.map((row) => [row.id, row.state]));
}

async function acknowledgedExist({ db, acknowledged }: Evidence): Promise<string[]> {
  const { rows } = await db.query('select id, status from invocation');
  const known = new Map(rows.map((row) => [row.id as string, row.status as string]));
  return acknowledged.flatMap(({ id }) => {
    const status = known.get(fromId('inv', id) ?? '');
    return status !== undefined && ENDED.includes(status) ? [] : [`I1: ${id} was acknowledged and is ${status ?? 'gone'}`];
  });
}

function sameKeySameRun(acknowledged: Acknowledged[]): string[] {
  const seen = new Map<string, Acknowledged>();
  return acknowledged.flatMap((call) => {
    const former = seen.get(call.key);
    seen.set(call.key, call);
    return former && (former.id !== call.id || former.bodyHash !== call.bodyHash) ? [`I3: key ${call.key} answered ${former.id} and ${call.id}`] : [];
  });
}

async function jobsMatchRows(db: pg.Pool): Promise<string[]> {
  const ask = async () => {
    const { rows } = await db.query(`select j.id, j.state from pgboss.job j join invocation i on i.id = j.id where j.state in ('created', 'retry', 'active')`);
    return rows.map((row) => `I5: ${row.id} has ended and its job is ${row.state}`);
  };
  const { rows: odd } = await db.query(`select id, attempts from invocation where status = 'succeeded' and (attempts < 1 or attempts > 3)`);
  const left = await ask();
  return [...left, ...odd.map((row) => `I2: ${row.id} succeeded after ${row.attempts} attempts`)];
}

async function teamsMatch(db: pg.Pool): Promise<string[]> {
  const { rows } = await db.query(
    `select i.id from invocation i join version v on v.id = i.version_id join model m on m.id = i.model_id where v.team_id <> i.team_id or m.team_id <> i.team_id`,
  );
  return rows.map((row) => `I4: ${row.id} ran a model of another team`);
}

async function countersMatch(db: pg.Pool): Promise<string[]> {
  const { rows } = await db.query(`
    select i.id from invocation i full join unsuccessful_invocation u on u.id = i.id
    where (i.status <> 'succeeded' and u.id is null) or (u.id is not null and (i.id is null or i.status <> u.status))`);
  return rows.map((row) => `I8: ${row.id} is counted otherwise than it ended`);
}

async function blobsAreWhole({ db, dataFolder }: Evidence): Promise<string[]> {
  const { rows } = await db.query('select sha256, size_bytes::float8 as size from blob');
  const broken: string[] = [];
  for (const { sha256 } of rows as { sha256: string }[]) {
    const file = path.join(dataFolder, 'blobs', sha256.slice(0, 2), sha256);
    if (!existsSync(file)) broken.push(`I6: blob ${sha256} is missing`);
    else if ((await hashOf(file)) !== sha256) broken.push(`I6: blob ${sha256} holds other bytes`);
  }
  return broken;
}

function secretsInLogs({ dataFolder, secrets, output }: Evidence): string[] {
  const logs = new Map([['output', output]]);
  for (const file of filesBelow(dataFolder)) {
    if (/\.(log|jsonl?)$/.test(file) && !file.endsWith('connection.json')) logs.set(file, readFileSync(file, 'utf8'));
  }
  return [...logs].flatMap(([log, text]) =>
    Object.entries(secrets)
      .filter(([, value]) => value !== '' && text.includes(value))
      .map(([name]) => `I9: the ${name} is in ${log}`),
  );
}

// Runners come and go meanwhile, and their folders with them.
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const place = path.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(place) : [place];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
