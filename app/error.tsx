"use client";

import { Button } from "./_components/button.tsx";
import { CopyButton } from "./_components/copy-button.tsx";
import { LinkButton } from "./_components/link-button.tsx";
import { Mark } from "./_components/mark.tsx";

function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  return (
    <main className="mx-auto flex max-w-120 flex-col px-4 py-16" role="alert">
      <Mark shape="bad" className="size-7" />
      <h1 className="mt-6 text-display font-semibold">This page could not be shown</h1>
      <p className="mt-2 text-ink-2">Something in Moorage failed while making it. What you did before is kept. Try again; if it stays, give the id below to whoever runs this server.</p>
      <div className="mt-6 flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <LinkButton href="/">Go to your models</LinkButton>
        {digest && (
          <span className="flex items-center gap-1 font-mono text-meta text-ink-3">
            {digest}
            <CopyButton iconOnly value={digest} label="Copy error id" />
          </span>
        )}
      </div>
    </main>
  );
}
