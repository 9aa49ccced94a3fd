import { LinkButton } from "./_components/link-button.tsx";
import { Logo } from "./_components/logo.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-120 flex-col justify-center px-4 py-16">
      <Logo className="size-7" />
      <h1 className="mt-6 text-display font-semibold">There is nothing at this address</h1>
      <p className="mt-2 text-ink-2">It may have been deleted, it may belong to a team you are not in, or the link is mistyped.</p>
      <div className="mt-6">
        <LinkButton href="/" variant="primary">
          Go to your models
        </LinkButton>
      </div>
    </main>
  );
}
