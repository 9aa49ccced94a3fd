'use client';

import { CodeXml, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Card } from '../../../_components/card.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { formatDuration } from '../../../_components/format/format-duration.ts';
import { LinkButton } from '../../../_components/link-button.tsx';
import { Mark } from '../../../_components/mark.tsx';
import { useShortcut } from '../../../_components/shortcuts.tsx';
import type { DeploymentView, Phase } from '../../../../server/deployments/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { curlOf } from './curl-of.ts';

type ReadyHeaderProps = { team: string; deployment: DeploymentView; version: VersionView; phases: readonly Phase[] };

/** It is ready: how long it took, Try it, and the call as curl with the model's real inputs. */
export function ReadyHeader({ team, deployment, version, phases }: ReadyHeaderProps) {
  const router = useRouter();
  const href = `/${team}/models/${encodeURIComponent(version.model)}${version.active ? '' : `?version=${version.number}`}`;
  useShortcut({ keys: 'enter', label: 'Try it', group: 'This page', run: () => router.push(href) });
  const from = phases[0]?.startedAt ?? deployment.createdAt.toISOString();
  const total = deployment.endedAt ? deployment.endedAt.getTime() - Date.parse(from) : null;
  const probe = phases.find((phase) => phase.name === 'probe');
  const warned = probe?.status === 'warning';
  const curl = version.signature ? curlOf({ origin: window.location.origin, version, signature: version.signature }) : null;
  return (
    <>
      <section className="flex flex-wrap items-center gap-4 rounded-card border bg-ok-soft px-5 py-4">
        <Mark shape="done" className="size-7" />
        <div className="min-w-0 flex-1 max-sm:basis-50">
          <h2 className="text-head font-semibold wrap-break-word">
            {version.model} v{version.number} is ready
          </h2>
          <p className="tnum text-ink-2">
            {formatDuration(total)} from drop to ready.{' '}
            {warned ? 'It did not run on made-up inputs: give it real ones.' : probe?.fact && `The probe ${probe.fact}.`}
          </p>
        </div>
        <div className="flex gap-2 max-sm:w-full">
          {curl && <CopyButton value={curl} label="Copy curl" size="md" />}
          <LinkButton href={href} variant="primary" className="max-sm:flex-1" shortcut="enter" icon={<Play className="size-4" strokeWidth={1.75} />}>
            Try it
          </LinkButton>
        </div>
      </section>
      {curl && (
        <Card className="mt-5" aria-label="Call it">
          <div className="flex items-center gap-2 border-b px-4 py-1.5">
            <CodeXml className="size-4 text-ink-3" strokeWidth={1.75} aria-hidden="true" />
            <span className="min-w-0 truncate font-mono text-meta">
              POST {window.location.origin}/api/v1/models/{version.model}
              {version.active ? '' : `@${version.number}`}/invocations
            </span>
            <span className="ml-auto">
              <CopyButton iconOnly value={curl} label="Copy curl" />
            </span>
          </div>
          <pre className="scroll-thin max-h-60 overflow-auto bg-sunken px-4 py-3 font-mono text-meta leading-[18px] text-ink-2">{curl}</pre>
        </Card>
      )}
    </>
  );
}
