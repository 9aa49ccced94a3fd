import { expect, test } from 'vitest';
import { besideComplete } from './compose.ts';

test('completed jobs are deleted; what stands beside keeps the count pg-boss reads', () => {
  const text = besideComplete(
    "WITH results AS ( UPDATE q.job SET x = $3::jsonb WHERE name = $1 AND id = ANY($2) AND state = 'active' AND f(id) RETURNING id ) SELECT COUNT(*), COALESCE(array_agg(id), $2) AS ids FROM results",
    3,
    { ctes: 'ended as (select $1)', select: 'rung()', values: [] },
  );
  expect(text).toBe(
    "WITH results AS (DELETE FROM q.job WHERE ($3::jsonb IS NULL OR true) AND name = $1 AND id = ANY($2) AND state::text = 'active' AND f(id) RETURNING id ), ended as (select $4)  SELECT COUNT(*), COALESCE(array_agg(id), $2) AS ids, rung()  FROM results",
  );
});

test('a statement of another shape is refused instead of guessed at', () => {
  const part = { ctes: '', select: '', values: [] };
  expect(() => besideComplete('UPDATE q.job SET x = 1', 0, part)).toThrow(/complete statement/);
});
