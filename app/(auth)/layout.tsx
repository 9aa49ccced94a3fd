import type { ReactNode } from 'react';
import { Logo } from '../_components/logo.tsx';

/** One card in the middle: everything before a person is inside. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="bg-canvas flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-12">
      <Logo />
      <div className="border-line bg-surface rounded-card shadow-card w-full max-w-100 border p-6">{children}</div>
    </main>
  );
}
