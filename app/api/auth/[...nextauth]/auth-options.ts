import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { signIn, type NewSession } from '../../../../server/accounts/sign-in.ts';
import { isAppError } from '../../../../server/errors.ts';
import { getRuntime } from '../../../../server/runtime.ts';
import { requestContext } from '../../../_server/request-context.ts';

const SESSION_DAYS = 30;

type SessionUser = NewSession & { id: string };

/** E-mail and password into a signed token; whether a token still holds is decided by read-session, at every door. */
export const authOptions: NextAuthOptions = {
  session: { strategy: 'jwt', maxAge: SESSION_DAYS * 86_400 },
  pages: { signIn: '/login', error: '/login' },
  providers: [
    CredentialsProvider({
      name: 'Password',
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        if (!credentials?.email || !credentials.password) return null;
        const headers = new Headers(request.headers as Record<string, string>);
        try {
          const session = await signIn(await requestContext(headers), credentials);
          return session ? { ...session, id: session.userId } : null;
        } catch (error) {
          // What the page shows after "error=": a throttled sign-in says so itself.
          if (isAppError(error)) throw new Error(error.message, { cause: error });
          throw error;
        }
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      const made = user as SessionUser | undefined;
      if (!made) return token;
      return { ...token, sub: made.userId, sessionVersion: made.sessionVersion, sessionId: made.sessionId };
    },
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
  },
  events: {
    // Signing out must also hold for a copy of the cookie.
    async signOut({ token }) {
      const sessionId = typeof token.sessionId === 'string' ? token.sessionId : null;
      if (!sessionId || !token.sub) return;
      const expiresAt = new Date(Date.now() + SESSION_DAYS * 86_400_000);
      await getRuntime().db.endedSession.upsert({ where: { id: sessionId }, create: { id: sessionId, userId: token.sub, expiresAt }, update: {} });
    },
  },
};
