import type { Metadata } from 'next';
import { DeployPage } from './deploy-page.tsx';

export const metadata: Metadata = { title: 'Deploy' };

export default async function Page({ params }: { params: Promise<{ team: string }> }) {
  const { team } = await params;
  return <DeployPage team={team} />;
}
