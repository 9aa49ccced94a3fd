import { LinkButton } from './_components/link-button.tsx';
import { Logo } from './_components/logo.tsx';
import { PageProblem } from './_components/page-problem.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="px-4">
      <Logo className="mt-5 size-5" />
      <PageProblem
        title="There is nothing at this address"
        actions={
          <LinkButton href="/" variant="primary">
            Go to your models
          </LinkButton>
        }
      >
        It may have been deleted, it may belong to a team you are not in, or the link is mistyped.
      </PageProblem>
    </main>
  );
}
