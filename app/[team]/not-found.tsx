'use client';

import { useParams } from 'next/navigation';
import { LinkButton } from '../_components/link-button.tsx';
import { PageProblem } from '../_components/page-problem.tsx';

/** An address of the team that leads nowhere, with the way back to what there is. */
export default function NotFound() {
  const { team } = useParams<{ team?: string }>();
  return (
    <PageProblem title="There is nothing here" actions={<LinkButton href={team ? `/${team}/models` : '/'}>Open the library</LinkButton>}>
      It was deleted, renamed, or the address has a typo. The library lists what there is.
    </PageProblem>
  );
}
