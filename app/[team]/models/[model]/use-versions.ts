import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../_client/trpc.tsx';

const REFRESH_MS = 5_000;

/** The versions of a model, newest first, kept fresh. */
export function useVersions(team: string, model: string) {
  const trpc = useTRPC();
  return useQuery(trpc.versions.list.queryOptions({ team, model }, { refetchInterval: REFRESH_MS }));
}
