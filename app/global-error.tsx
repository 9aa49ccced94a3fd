'use client';

import { Button } from './_components/button.tsx';
import { errorDigest } from './_components/error-digest.ts';
import { PageProblem } from './_components/page-problem.tsx';
import './globals.css';

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Moorage</title>
        <main className="px-4" role="alert">
          <PageProblem
            title="Moorage could not be shown"
            requestId={errorDigest(error)}
            actions={
              <Button variant="primary" onClick={retry}>
                Try again
              </Button>
            }
          >
            The page failed before it began. Look at the log of the web process, then try again.
          </PageProblem>
        </main>
      </body>
    </html>
  );
}
