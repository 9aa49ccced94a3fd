import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../../_client/trpc.tsx';

/** Deploys what lies on the Hub or in an npm package, then goes on with the checklist. */
export function useImport(team: string) {
  const router = useRouter();
  const trpc = useTRPC();
  return useMutation(
    trpc.versions.import.mutationOptions({
      onSuccess: (version) => version.deployment && router.push(`/${team}/models/deploy?deployment=${version.deployment.id}`),
    }),
  );
}
