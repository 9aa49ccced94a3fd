'use client';

import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { formatDuration } from '../../../_components/format/format-duration.ts';
import { LinkButton } from '../../../_components/link-button.tsx';
import { Mark } from '../../../_components/mark.tsx';
import type { DeploymentView, Phase } from '../../../../server/deployments/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { curlOf } from './curl-of.ts';

type ReadyHeaderProps = { team: string; deployment: DeploymentView; version: VersionView; phases: readonly Phase[] };

/** It is ready: how long it took, Try it, and the call as curl with the model's real inputs. */
export function ReadyHeader({ team, deployment, version, phases }: ReadyHeaderProps) {
  const href = `/${team}/models/${encodeURIComponent(version.model)}${version.active ? '' : `?version=${version.number}`}`;
  useEnter(href);
  const from = phases[0]?.startedAt ?? deployment.createdAt.toISOString();
  const total = deployment.endedAt ? deployment.endedAt.getTime() - Date.parse(from) : null;
  const probe = phases.find((phase) => phase.name === 'probe');
  const { signature } = version;
  return (
    <section className="flex flex-wrap items-center gap-4 rounded-card border bg-ok-soft px-5 py-4">
      <Mark shape="done" className="size-7" />
      <div className="min-w-0 flex-1 max-sm:basis-50">
        <h2 className="text-head font-semibold wrap-break-word">
          {version.model} v{version.number} is ready
        </h2>
        <p className="text-ink-2 tnum">
          {formatDuration(total)} from {phases[0]?.source === undefined ? 'drop' : 'download'} to ready.{' '}
          {probe?.status === 'warning' ? 'It did not run on made-up inputs: give it real ones.' : probe?.fact && `The probe ${probe.fact}.`}
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full">
        {signature && <CopyButton value={() => curlOf({ origin: window.location.origin, version, signature })} label="Copy curl" size="md" />}
        <LinkButton href={href} variant="primary" className="max-sm:flex-1" shortcut="enter" icon={<Play className="size-4" strokeWidth={1.75} />}>
          Try it
        </LinkButton>
      </div>
    </section>
  );
}

/** ↵ is Try it, unless a control has the focus and means its own. */
function useEnter(href: string): void {
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target === document.body && !event.defaultPrevented) router.push(href);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, href]);
}
