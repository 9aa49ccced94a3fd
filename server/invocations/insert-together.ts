import { failpoint } from '../failpoints.ts';
import type { Executor } from '../queue/boss.ts';
import { FlushQueue } from '../queue/flush-queue.ts';
import { durableSql, type Runtime } from '../runtime.ts';
import type { Target } from '../versions/find-target.ts';
import { claimIdempotencyKey, type Idempotency } from './claim-idempotency-key.ts';
import { assertRoom } from './count-waiting.ts';
import { keepRuns } from './handed-runs.ts';
import { insertRows, type NewInvocation } from './insert-invocations.ts';
import { offersOf } from './worker-offers.ts';

/** Runs of one version that are queued together or not at all. */
export interface Together {
  target: Target;
  invocations: [NewInvocation, ...NewInvocation[]];
  idempotency: Idempotency | undefined;
}

/** The run whose id stands for all; not created now where the key was used before. */
interface Inserted {
  invocationId: string;
  created: boolean;
}

/** Most rows, and about the most bytes, of one statement: larger ones are no faster, and hold up others longer. */
const STATEMENT_ROWS = 250;
const STATEMENT_BYTES = 8 * 1024 ** 2;

/**
 * Adds all the runs with their jobs in one transaction, unless its key was used before. A process writes one batch after
 * another: the other connections stay with the runs that somebody waits for.
 * @throws QUEUE_FULL, PAYLOAD_TOO_LARGE, IDEMPOTENCY_MISMATCH
 */
export function insertTogether(runtime: Runtime, together: Together): Promise<Inserted> {
  const queue = runtime.once(
    'insert-together',
    () => new FlushQueue<Together, Inserted>(async ([next]) => (next ? [await insertNext(runtime, next)] : []), { maxBatch: 1 }),
  );
  return queue.push(together);
}

async function insertNext(runtime: Runtime, { target, invocations, idempotency }: Together): Promise<Inserted> {
  const [first] = invocations;
  const insert = async (tx: Executor): Promise<void> => {
    // After the key: the same batch again is answered however many wait, most of them its own.
    await assertRoom(runtime, target, invocations.length);
    await insertAll(runtime, tx, invocations);
  };
  try {
    if (idempotency) return await claimIdempotencyKey(runtime, idempotency, { invocation: first, insert });
    await durableSql(runtime, first.durability).begin(async (tx) => {
      await insert(tx);
      failpoint(runtime.env, 'enqueue.before_commit');
    });
    return { invocationId: first.id, created: true };
  } finally {
    // Whatever is handed over from now on would go past it.
    offersOf(runtime).withdraw(first.versionId);
  }
}

// Counted with the last rows, since that holds up other runs of the model. The doorbell of a transaction rings once.
async function insertAll(runtime: Runtime, tx: Executor, invocations: NewInvocation[]): Promise<void> {
  const statements = inStatements(invocations);
  for (const batch of statements) await insertRows(runtime, tx, { batch, counted: batch === statements.at(-1) ? invocations : [], handed: keepRuns(batch) });
}

function inStatements(invocations: NewInvocation[]): NewInvocation[][] {
  const statements: NewInvocation[][] = [];
  let rows: NewInvocation[] = [];
  let sizeBytes = 0;
  for (const invocation of invocations) {
    if (rows.length === 0) statements.push(rows);
    rows.push(invocation);
    sizeBytes += invocation.data?.byteLength ?? 0;
    if (rows.length < STATEMENT_ROWS && sizeBytes < STATEMENT_BYTES) continue;
    rows = [];
    sizeBytes = 0;
  }
  return statements;
}
