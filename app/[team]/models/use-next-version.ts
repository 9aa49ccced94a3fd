import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { showToast } from '../../_components/show-toast.tsx';

/** Makes the next version from the files of one there is, served otherwise, and goes to it. */
export function useNextVersion(team: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  return useMutation(
    trpc.versions.editSignature.mutationOptions({
      onSuccess: async (made) => {
        await client.invalidateQueries({ queryKey: trpc.versions.pathKey() });
        router.push(`/${team}/models/${made.model}/versions/${made.number}`);
      },
      onError: (error) => showToast({ title: clientError(error).message, tone: 'bad' }),
    }),
  );
}
