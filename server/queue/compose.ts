/**
 * What belongs to the same instant as a queue statement, as part of that statement: one round trip and one commit for
 * both. `ctes` are further common table expressions, `select` is added to what is selected; `$1…` count from `values`.
 */
export interface Beside {
  ctes: string;
  select: string;
  values: unknown[];
}

/**
 * Completion of jobs, and beside it what `ctes` do with `results(id)`: the jobs whose attempt was current. Completed jobs
 * are deleted rather than kept as completed: the invocation says how it ended, and the table stays as small as the queue.
 */
export function besideComplete(text: string, own: number, beside: Beside): string {
  const parts = /^(\s*WITH results AS \()\s*UPDATE ([\w.]+)\s+SET\s[\s\S]*?\s+WHERE\s([\s\S]*\))(\s*SELECT COUNT\(\*\), [^;]* AS ids)( FROM results\s*)$/.exec(
    text,
  );
  if (!parts) throw new Error(`pg-boss's complete statement is not of the shape this version was written for: ${text.trim().slice(0, 200)}`);
  const [, start = '', table = '', where = '', counted = '', from = ''] = parts;
  // $3 is the output, which nobody keeps: it has to be named for its type to be known. The state is compared as text, which no
  // index holds: by an index of states the planner would walk all that has ended since the last vacuum; by key it finds these.
  return `${start}DELETE FROM ${table} WHERE ($3::jsonb IS NULL OR true) AND ${where.replace(/\bstate = /g, 'state::text = ')}, ${shift(beside.ctes, own)} ${counted}, ${shift(beside.select, own)} ${from}`;
}

function shift(text: string, by: number): string {
  return text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + by}`);
}
