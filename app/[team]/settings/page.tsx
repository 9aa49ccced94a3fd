import { formatNoun } from '../../../server/format-count.ts';
import { pageCaller, requirePage } from '../../_server/page-context.ts';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Facts } from '../../_components/facts.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { mayUse } from '../../../server/access/policy.ts';
import { DurabilityCard } from './durability.tsx';
import { HubToken } from './hub-token.tsx';
import { OpenSignUp } from './open-sign-up.tsx';

export default async function GeneralPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, account } = await requirePage((await params).team);
  const caller = await pageCaller();
  const [view, installation] = await Promise.all([caller.teams.get({ team }), caller.installation.get()]);
  return (
    <div className="flex max-w-160 flex-col gap-4">
      <Card>
        <CardHeader title="Team" />
        <CardBody>
          <Facts
            items={[
              { label: 'Name', value: view.name },
              { label: 'Made', value: <RelativeTime at={view.createdAt} /> },
              { label: 'Members', value: formatNoun(view.memberCount, 'member') },
              { label: 'Models', value: formatNoun(view.modelCount, 'model') },
            ]}
          />
        </CardBody>
      </Card>
      <DurabilityCard team={team} value={view.durability} editable={mayUse(view.role, 'update-team')} />
      {mayUse(view.role, 'update-team') ? <HubToken team={team} isSet={view.hasHubToken} /> : null}
      {account.installationOwner ? <OpenSignUp open={installation.openSignUp} /> : null}
    </div>
  );
}
