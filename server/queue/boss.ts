import { PgBoss, type Db as BossDb, type JobAttempt } from 'pg-boss';
import type postgres from 'postgres';
import { ABANDONED, type Sql } from '../db.ts';
import type { SilenceGuard } from '../silence-guard.ts';
import { besideComplete, type Beside } from './compose.ts';
import { prepareTable } from './prepare-table.ts';
import { FlushQueue } from './flush-queue.ts';
import { readJobStates, type JobState } from './job-states.ts';
import { INVOCATIONS, QUEUES } from './jobs.ts';
import { jobsOf, waits, type QueueTable } from './waiting-jobs.ts';

/** What runs a statement: the hot driver, one of its transactions, or a Prisma transaction. pg-boss joins it. */
export interface Executor {
  unsafe(text: string, values?: never[], options?: { prepare?: boolean; simple?: boolean }): PromiseLike<unknown>;
}

export interface NewJob {
  id: string;
  groupId?: string;
  data?: object;
  priority?: number;
}

/** A claimed job. Settle it with this object: a bare id is not fenced against a newer attempt. */
export interface ClaimedJob {
  id: string;
  retryCount: number;
  groupId: string | null;
  data: unknown;
}

/** What is done in the same statement as one of pg-boss's, and where. Its texts must be constant. */
export type Part = Beside & { executor: Executor };

/** The only door to pg-boss. Every call takes the connection or transaction it runs in. */
export class Queue {
  /** Where jobs of invocations lie. */
  readonly invocations: QueueTable;
  readonly #boss: PgBoss;
  readonly #sql: Sql;
  readonly #composed = new Map<string, string>();
  readonly #asked: FlushQueue<string[], JobState[]>;

  private constructor(boss: PgBoss, sql: Sql, invocations: QueueTable) {
    this.#boss = boss;
    this.#sql = sql;
    this.invocations = invocations;
    this.#asked = new FlushQueue((lists) => this.#readStates(lists), { maxBatch: 256 });
  }

  /** Installs or updates pg-boss's schema and the queues, and starts supervision where `supervise` is set. */
  static async start(sql: Sql, options: { databaseUrl: string; guard: SilenceGuard; supervise: boolean; onError(error: Error): void }): Promise<Queue> {
    const boss = new PgBoss({
      // Its own maintenance opens transactions by text, which the pipelining driver refuses on a pool.
      connectionString: options.databaseUrl,
      max: 2,
      // Handed on to its pool.
      ...({ stream: options.guard.newSocket, ...ABANDONED } as object),
      supervise: options.supervise,
      schedule: false,
      // A look at all its tables costs 20 ms, too much for each second; where a worker is lost it is asked for (takeBack).
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 1,
      maintenanceIntervalSeconds: 60,
      registerInstance: false,
    });
    boss.on('error', options.onError);
    await boss.start();
    const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const { name, ...queue } of QUEUES) {
      if (!existing.has(name)) await boss.createQueue(name, queue);
    }
    return new Queue(boss, sql, await prepareTable(sql, INVOCATIONS));
  }

  /** Adds jobs; with a transaction's client they exist exactly if it commits. Those of invocations come with their rows. */
  async insert(name: string, jobs: NewJob[], executor: Executor): Promise<void> {
    await this.#boss.insert(
      name,
      jobs.map(({ groupId, data, ...job }) => ({ ...job, data: data ?? {}, ...(groupId ? { group: { id: groupId } } : {}) })),
      { db: executorDb(executor) },
    );
  }

  /** Claims up to `batchSize` jobs in arrival order, leaving out the groups named. */
  async claim(name: string, options: { batchSize: number; ignoreGroups?: string[]; executor: Executor }): Promise<ClaimedJob[]> {
    const jobs = await this.#boss.fetch<object>(name, {
      batchSize: options.batchSize,
      ignoreGroups: options.ignoreGroups ?? null,
      db: executorDb(options.executor),
    });
    return jobs.map((job) => ({ id: job.id, retryCount: job.retryCount, groupId: job.groupId ?? null, data: job.data }));
  }

  /** Settles as done. Returns the ids whose attempt was still current: the others belong to a newer attempt. */
  complete(name: string, jobs: ClaimedJob[], executor: Executor): Promise<Set<string>> {
    return settle(executorDb(executor), (db) => this.#boss.complete(name, attempts(jobs), null, { db }));
  }

  /** Settles as done and, in the same statement, does what stands beside it, where `results(id)` are the current ones. */
  completeWith(name: string, jobs: ClaimedJob[], part: Part): Promise<Set<string>> {
    return settle(this.#composing(part), (db) => this.#boss.complete(name, attempts(jobs), null, { db }));
  }

  /** Puts back for another attempt, or ends as failed once its attempts are spent. Fenced like complete. */
  async fail(name: string, jobs: ClaimedJob[], executor: Executor): Promise<Set<string>> {
    return settle(executorDb(executor), (db) => this.#boss.fail(name, attempts(jobs), null, { db }));
  }

  /** Takes jobs off the queue in any state before the end. */
  async cancel(name: string, ids: string[], executor: Executor): Promise<void> {
    await this.#boss.cancel(name, ids, { db: executorDb(executor) });
  }

  /** Keeps claimed jobs alive; without it they go back after the queue's heartbeatSeconds. */
  async touch(name: string, jobs: ClaimedJob[], executor: Executor): Promise<void> {
    if (jobs.length > 0) await this.#boss.touch(name, attempts(jobs), { db: executorDb(executor) });
  }

  /** Looks now for jobs without heartbeats, which otherwise takes some seconds more, and puts them back. */
  async takeBack(): Promise<void> {
    await this.#boss.supervise();
  }

  /**
   * Where invocation jobs stand, in one query; by the transaction given, else together with whoever asks meanwhile: a place in
   * a long line takes a pass of the whole line. Jobs that ended long ago are gone and not returned.
   */
  async states(ids: string[], sql?: postgres.ISql): Promise<JobState[]> {
    if (ids.length === 0) return [];
    return sql ? readJobStates(sql, this.invocations, ids) : this.#asked.push(ids);
  }

  async #readStates(lists: string[][]): Promise<JobState[][]> {
    const states = await readJobStates(this.#sql, this.invocations, [...new Set(lists.flat())]);
    const byId = new Map(states.map((state) => [state.id, state]));
    return lists.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
  }

  /** Invocation jobs waiting per group (version), in one query. */
  async waiting(groupIds: string[]): Promise<Map<string, number>> {
    const rows = await this.#sql<{ group: string; count: string }[]>`
      select j.group_id as "group", count(*) from ${this.#sql.unsafe(jobsOf(this.invocations))} j
      where ${this.#sql.unsafe(waits('j'))} and j.group_id = any(${groupIds}) group by 1`;
    return new Map(rows.map((row) => [row.group, Number(row.count)]));
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }

  // pg-boss writes its statement, we run it with ours beside it. Both texts are constant: each is composed once.
  #composing(part: Part): BossDb {
    const db = executorDb(part.executor);
    return {
      executeSql: (text, values = []) => {
        let composed = this.#composed.get(text);
        if (!composed) this.#composed.set(text, (composed = besideComplete(text, values.length, part)));
        return db.executeSql(composed, [...(values as unknown[]), ...part.values]);
      },
    };
  }
}

/** pg-boss answers with a count only; the ids whose attempt was current are in the row it read. */
async function settle(db: BossDb, run: (db: BossDb) => Promise<unknown>): Promise<Set<string>> {
  let rows: { ids?: string[] }[] = [];
  await run({
    async executeSql(text, values) {
      const result = await db.executeSql(text, values);
      rows = result.rows as { ids?: string[] }[];
      return result;
    },
  });
  return new Set(rows[0]?.ids ?? []);
}

function attempts(jobs: ClaimedJob[]): JobAttempt[] {
  return jobs.map((job) => ({ id: job.id, retryCount: job.retryCount }));
}

function executorDb(executor: Executor): BossDb {
  return {
    async executeSql(text, values) {
      // Several statements in one text are taken by the simple protocol only; everything else is planned once.
      const several = !values?.length && text.includes(';');
      const query = several ? executor.unsafe(text) : executor.unsafe(text, (values ?? []) as never[], { prepare: true, simple: false });
      const result: unknown = await query;
      const last: unknown = Array.isArray(result) && Array.isArray(result[0]) ? result.flat() : result;
      return { rows: last as never[] };
    },
  };
}
