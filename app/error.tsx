'use client';

import { Button } from './_components/button.tsx';
import { errorDigest } from './_components/error-digest.ts';
import { LinkButton } from './_components/link-button.tsx';
import { PageProblem } from './_components/page-problem.tsx';

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="px-4" role="alert">
      <PageProblem
        title="This page could not be shown"
        requestId={errorDigest(error)}
        actions={
          <>
            <Button variant="primary" onClick={retry}>
              Try again
            </Button>
            <LinkButton href="/">Go to your models</LinkButton>
          </>
        }
      >
        Something in Moorage failed while making it. What you did before is kept. Try again; if it stays, give the id below to whoever runs this server.
      </PageProblem>
    </main>
  );
}
