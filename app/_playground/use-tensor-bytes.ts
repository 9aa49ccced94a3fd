import { useQuery } from '@tanstack/react-query';
import type { InvocationView } from '../../server/invocations/schema.ts';

/** Above this a tensor is offered for download and not read into the page. */
export const MOST_SHOWN_BYTES = 32 * 1024 * 1024;

export type Side = 'inputs' | 'outputs';

/** Where a tensor of a run can be read and downloaded. */
export function tensorUrl(team: string, of: { id: string; side: Side; position: number }): string {
  return `/api/app/${team}/invocations/${of.id}/${of.side}/${of.position}`;
}

/** The bytes of one tensor of a run that has ended; they never change. */
export function useTensorBytes(team: string, of: { run: InvocationView; side: Side; position: number }) {
  const { run, side, position } = of;
  const length = run[side]?.[position]?.length ?? 0;
  return useQuery({
    queryKey: ['tensor', run.id, side, position],
    enabled: length <= MOST_SHOWN_BYTES,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const response = await fetch(tensorUrl(team, { id: run.id, side, position }), { signal });
      if (!response.ok) throw new Error(`The tensor could not be read (${response.status}).`);
      return new Uint8Array(await response.arrayBuffer());
    },
  });
}

/** What a JSON value of a run says. */
export function useJsonValue(team: string, of: { run: InvocationView; side: Side; position: number }) {
  const { run, side, position } = of;
  return useQuery({
    queryKey: ['value', run.id, side, position],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<unknown> => {
      const response = await fetch(tensorUrl(team, { id: run.id, side, position }), { signal });
      if (!response.ok) throw new Error(`The value could not be read (${response.status}).`);
      return response.json();
    },
  });
}
