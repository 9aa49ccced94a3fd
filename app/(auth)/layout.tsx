import type { ReactNode } from 'react';
import { Logo } from '../_components/logo.tsx';

/** One card in the middle: everything before a person is inside. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 bg-canvas px-4 py-12">
      <Logo />
      <div className="w-full max-w-100 rounded-card border border-line bg-surface p-6 shadow-card">{children}</div>
    </main>
  );
}
