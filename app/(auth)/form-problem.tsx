import type { ClientError } from '../../server/api/init.ts';

/** What a refused form says, above its button. */
export function FormProblem({ problem }: { problem: Pick<ClientError, 'message' | 'cause' | 'suggestions'> | null }) {
  if (!problem) return null;
  return (
    <p role="alert" className="rounded-control bg-bad-soft px-3 py-2 text-bad-text">
      {[problem.message, problem.cause, ...problem.suggestions].filter(Boolean).join(' ')}
    </p>
  );
}
