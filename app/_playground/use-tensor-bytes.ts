import { useQuery } from '@tanstack/react-query';
import type { InvocationView } from '../../server/invocations/schema.ts';

/** As much of a run as its values need. */
export type ShownRun = Pick<InvocationView, 'id' | 'inputs' | 'outputs'>;

/** Above this a tensor is offered for download and not read into the page. */
export const MOST_SHOWN_BYTES = 32 * 1024 * 1024;

export type Side = 'inputs' | 'outputs';

/** By whose leave a run is looked at: its team's, or a link's to this one run. */
export type RunOwner = string | { token: string };

/** Where a value of a run can be read and downloaded. */
export function tensorUrl(owner: RunOwner, of: { id: string; side: Side; position: number }): string {
  const place = `${of.side}/${of.position}`;
  return typeof owner === 'string' ? `/api/app/${owner}/invocations/${of.id}/${place}` : `/api/shared/${owner.token}/${place}`;
}

/** The bytes of one tensor of a run that has ended; they never change. */
export function useTensorBytes(owner: RunOwner, of: { run: ShownRun; side: Side; position: number }) {
  const { run, side, position } = of;
  const length = run[side]?.[position]?.length ?? 0;
  return useQuery({
    queryKey: ['tensor', run.id, side, position],
    enabled: length <= MOST_SHOWN_BYTES,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const response = await fetch(tensorUrl(owner, { id: run.id, side, position }), { signal });
      if (!response.ok) throw new Error(`The tensor could not be read (${response.status}).`);
      return new Uint8Array(await response.arrayBuffer());
    },
  });
}

/** What a JSON value of a run says. */
export function useJsonValue(owner: RunOwner, of: { run: ShownRun; side: Side; position: number }) {
  const { run, side, position } = of;
  return useQuery({
    queryKey: ['value', run.id, side, position],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<unknown> => {
      const response = await fetch(tensorUrl(owner, { id: run.id, side, position }), { signal });
      if (!response.ok) throw new Error(`The value could not be read (${response.status}).`);
      return response.json();
    },
  });
}
