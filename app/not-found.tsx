import { FreshLink } from './_components/fresh-link.tsx';
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
          <FreshLink href="/" variant="primary">
            Go to your models
          </FreshLink>
        }
      >
        It may have been deleted, it may belong to a team you are not in, or the link is mistyped.
      </PageProblem>
    </main>
  );
}
