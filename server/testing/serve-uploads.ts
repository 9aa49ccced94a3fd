import { createServer } from 'node:http';
import { readEnv } from '../env.ts';
import { answerTus } from '../http/tus-server.ts';
import { startRuntime } from '../runtime.ts';

/**
 * A process of its own that takes uploads for one team, to be killed at any moment by a test. Arguments: the team's id
 * and name. Prints its port.
 */
const [teamId = '', team = ''] = process.argv.slice(2);
const runtime = await startRuntime(readEnv(), 'cli');
const ctx = {
  runtime,
  actor: { kind: 'key', keyId: teamId, teamId, team, role: 'developer', name: 'test' } as const,
  requestId: 'req_TEST',
  address: null,
  source: 'rest' as const,
};
const server = createServer((req, res) => void answerTus(ctx, req, res));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address ? address.port : '');
});
