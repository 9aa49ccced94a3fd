'use client';

import { ErrorScreen } from './_components/error-screen.tsx';
import './globals.css';

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Moorage</title>
        <main className="px-4" role="alert">
          <ErrorScreen title="Moorage could not be shown" error={error} retry={retry}>
            The page failed before it began. Look at the log of the web process, then try again.
          </ErrorScreen>
        </main>
      </body>
    </html>
  );
}
