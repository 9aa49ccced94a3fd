import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { INVOCATION_STATUSES, type InvocationStatus } from '../../../server/invocations/schema.ts';

export const SPANS = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;
export type Span = keyof typeof SPANS | 'all';

/** The filters of the runs table, which live in the address. */
export function useFilters() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const status = INVOCATION_STATUSES.find((value) => value === params.get('status')) ?? 'any';
  const span = (['hour', 'day', 'week'] as const).find((value) => value === params.get('span')) ?? 'all';
  return {
    status: status as InvocationStatus | 'any',
    span: span as Span,
    model: params.get('model') ?? 'any',
    by: params.get('by') ?? 'any',
    live: params.get('live') !== 'off',
    set(changes: Record<string, string>) {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value === 'any' || value === 'all' || value === 'on') next.delete(name);
        else next.set(name, value);
      }
      router.replace(`${pathname}?${next}`, { scroll: false });
    },
  };
}
