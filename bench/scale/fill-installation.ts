import type pg from 'pg';

export interface FillOptions {
  models: number;
  invocations: number;
  queued: number;
  days: number;
  /** Ended and waiting runs that all others are made after, so that rows look as the product writes them. */
  endedId: string;
  waitingId: string;
}

/** More failed runs than a page of them shows, so that the list is as long in an empty installation as in a full one. */
const FAILED = 60;

/** Failed runs of the model that `endedId` is of. */
export async function addFailedRuns(db: pg.Client, endedId: string): Promise<void> {
  const columns = await columnsOf(db, 'invocation');
  const values = pick(columns, 't', { id: UUID_AT(`now() - n * interval '1 second'`), ...endingOf(`'failed'::"InvocationStatus"`) });
  await db.query(`insert into invocation (${columns.join()}) select ${values} from generate_series(1, ${FAILED}) n, invocation t where t.id = '${endedId}'`);
  await noteUnsuccessful(db);
}

/** Fills an installation with models, ended runs over the last `days`, and waiting ones, all of them shaped like a real one. */
export async function fillInstallation(db: pg.Client, options: FillOptions): Promise<void> {
  await db.query(`select partitions.ensure(now() - $1 * interval '1 day', now())`, [options.days + 1]);
  await addModels(db, options);
  await addEndedRuns(db, options);
  await addWaitingRuns(db, options);
  await db.query('vacuum analyze');
}

// A UUIDv7 of a moment: its first 48 bits, then random ones.
const UUID_AT = (at: string) => `(left(partitions.uuid_at(${at})::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid`;

async function addModels(db: pg.Client, { models, endedId }: FillOptions): Promise<void> {
  await db.query(`create temp table made as select n, gen_random_uuid() as model, gen_random_uuid() as version from generate_series(1, ${models}) n`);
  const [model, version, file] = [await columnsOf(db, 'model'), await columnsOf(db, 'version'), await columnsOf(db, 'model_file')];
  const name = `'model-' || lpad(made.n::text, 4, '0')`;
  const moment = `now() - made.n * interval '10 minutes'`;
  const of = `from made, invocation i join model m on m.id = i.model_id join version v on v.id = i.version_id where i.id = '${endedId}'`;
  await db.query(
    `insert into model (${model.join()}) select ${pick(model, 'm', { id: 'made.model', name, live_name: name, active_version_id: 'made.version', created_at: moment })} ${of}`,
  );
  await db.query(
    `insert into version (${version.join()}) select ${pick(version, 'v', { id: 'made.version', model_id: 'made.model', number: '1', created_at: moment })} ${of}`,
  );
  await db.query(
    `insert into model_file (${file.join()}) select ${pick(file, 'f', { id: 'gen_random_uuid()', version_id: 'made.version' })}
     from made, model_file f where f.version_id = (select version_id from invocation where id = '${endedId}')`,
  );
}

async function addEndedRuns(db: pg.Client, { invocations, days, models, endedId }: FillOptions): Promise<void> {
  const columns = await columnsOf(db, 'invocation');
  const values = pick(columns, 't', {
    id: UUID_AT('run.at'),
    model_id: 'made.model',
    version_id: 'made.version',
    ...endingOf('run.status'),
    created_at: 'run.at',
    started_at: `run.at + interval '2 ms'`,
    ended_at: `run.at + interval '5 ms'`,
  });
  // A few models have most of the runs, most have few.
  const runs = `
    select now() - random() * interval '${days} days' as at, 1 + floor(${models} * power(random(), 3))::int as n,
      (case when random() < 0.97 then 'succeeded' when random() < 0.7 then 'failed' else 'canceled' end)::"InvocationStatus" as status
    from generate_series(1, ${invocations})`;
  await db.query(
    `insert into invocation (${columns.join()}) select ${values} from (${runs}) run join made on made.n = run.n, invocation t where t.id = '${endedId}'`,
  );
  await noteUnsuccessful(db);
  await countRuns(db, endedId);
  await db.query(
    `insert into event (subject, seq, kind, data)
     select id, n, 'log', '{"level":"error","text":"The model could not compute this."}' from unsuccessful_invocation, generate_series(1, 2) n on conflict do nothing`,
  );
}

// Columns that follow from how a run ended; `status` is an expression.
function endingOf(status: string): Record<string, string> {
  return {
    status,
    error: `case ${status} when 'failed' then '{"code":"MODEL_FAILED","message":"The model could not compute this.","cause":null,"suggestions":[]}'::jsonb end`,
    outputs: `case ${status} when 'succeeded' then t.outputs end`,
    output_data: `case ${status} when 'succeeded' then t.output_data end`,
  };
}

async function noteUnsuccessful(db: pg.Client): Promise<void> {
  await db.query(
    `insert into unsuccessful_invocation (id, team_id, model_id, status)
     select id, team_id, model_id, status from invocation where status in ('failed', 'canceled') on conflict do nothing`,
  );
}

// Runs per hour as the product counts them, and per day from the day before yesterday back, as its sweep leaves them.
async function countRuns(db: pg.Client, endedId: string): Promise<void> {
  await db.query(
    `insert into run_hour (model_id, hour, runs, last_at)
     select model_id, case when created_at < date_trunc('day', now() - interval '1 day', 'UTC') then date_trunc('day', created_at, 'UTC')
       else date_trunc('hour', created_at, 'UTC') end, count(*), max(created_at)
     from invocation where created_at > now() - interval '31 days'
       and model_id <> (select model_id from invocation where id = '${endedId}') group by 1, 2 on conflict do nothing`,
  );
}

async function addWaitingRuns(db: pg.Client, { queued, waitingId }: FillOptions): Promise<void> {
  await db.query(`create temp table waiting as select ${UUID_AT('clock_timestamp()')} as id from generate_series(1, ${queued})`);
  const rows = await columnsOf(db, 'invocation');
  const jobs = await columnsOf(db, 'job', 'pgboss');
  await db.query('begin');
  await db.query(
    `insert into invocation (${rows.join()}) select ${pick(rows, 't', { id: 'w.id', created_at: 'clock_timestamp()' })} from waiting w, invocation t where t.id = '${waitingId}'`,
  );
  await db.query(
    `insert into pgboss.job (${jobs.join()}) select ${pick(jobs, 't', { id: 'w.id', state: `'created'`, created_on: 'clock_timestamp()' })} from waiting w, pgboss.job t where t.id = '${waitingId}'`,
  );
  await db.query('commit');
}

async function columnsOf(db: pg.Client, table: string, schema = 'public'): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' order by ordinal_position`,
    [schema, table],
  );
  return rows.map(({ name }) => name);
}

// Every column as in the row it is made after, but for those named.
function pick(columns: string[], row: string, changed: Record<string, string>): string {
  return columns.map((column) => changed[column] ?? `${row}.${column}`).join();
}
