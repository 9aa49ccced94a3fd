'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, isNonJsonSerializable, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { useState, type ReactNode } from 'react';
import superjson from 'superjson';
import type { AppRouter } from '../../server/api/root.ts';
import { clientError } from './client-error.ts';

const context = createTRPCContext<AppRouter>();

/** `const trpc = useTRPC(); useQuery(trpc.models.list.queryOptions({ team }))` */
export const useTRPC = context.useTRPC;

/** The typed client itself, for calls outside queries: `useTRPCClient().uploads.get.query(…)` */
export const useTRPCClient = context.useTRPCClient;

const STALE_MS = 5_000;
const URL = '/api/trpc';

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // What the server refused stays refused; what it could not answer may work again.
        retry: (count, error) => count < 2 && ['INTERNAL', 'UNAVAILABLE'].includes(clientError(error).code),
      },
    },
  });
}

/** Gives every page its queries and the typed client; forms with files travel as multipart, everything else in batches. */
export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (op) => isNonJsonSerializable(op.input),
          true: httpLink({ url: URL, transformer: { serialize: (data: unknown) => data, deserialize: superjson.deserialize } }),
          false: httpBatchLink({ url: URL, transformer: superjson, maxURLLength: 8_000 }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
