'use client';

import { ErrorScreen } from './_components/error-screen.tsx';

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="px-4" role="alert">
      <ErrorScreen title="This page could not be shown" error={error} retry={retry} home="/">
        Something in Moorage failed while making it. What you did before is kept. Try again; if it stays, give the id below to whoever runs this server.
      </ErrorScreen>
    </main>
  );
}
