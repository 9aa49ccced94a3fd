import type { ReactNode } from 'react';
import { requirePage } from '../../_server/page-context.ts';
import { PageHeader } from '../../_components/page-header.tsx';
import { TabLinks } from '../../_components/tab-links.tsx';

export default async function SettingsLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string }> }) {
  const { team, role } = await requirePage((await params).team);
  const base = `/${team}/settings`;
  return (
    <>
      <PageHeader title="Settings" facts={`${team}, where you are ${role}`} />
      <TabLinks
        label="Settings"
        className="mb-4"
        items={[
          { href: base, label: 'General', exact: true },
          { href: `${base}/members`, label: 'Members' },
          { href: `${base}/keys`, label: 'API keys' },
        ]}
      />
      {children}
    </>
  );
}
