import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { TrpcProvider } from './_client/trpc.tsx';
import { classNames } from './_components/class-names.ts';
import { ShortcutsProvider } from './_components/shortcuts.tsx';
import { themeScript } from './_components/theme-script.ts';
import { ToastCorner } from './_components/toast-corner.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Moorage', template: '%s · Moorage' },
  description: 'Drop a trained model and get a typed, durable, observable API and a playground for it.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f9fa' },
    { media: '(prefers-color-scheme: dark)', color: '#0a0c0e' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html lang="en" className={classNames(GeistSans.variable, GeistMono.variable)} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <TrpcProvider>
          <ShortcutsProvider>{children}</ShortcutsProvider>
        </TrpcProvider>
        <ToastCorner />
      </body>
    </html>
  );
}
