import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { call, credentials, type Me, type Meta, post, type RecordMeta, Refused, type SystemMeta } from './api.ts'
import { useLanguage } from './language.tsx'

type Session = {
  me: Me | undefined
  signedIn: boolean
  /** True when the server ended a session that this page still shows. */
  lost: boolean
  loading: boolean
  failure: Error | null
  retry: () => void
  signIn: (login: string, password: string) => Promise<void>
  signOut: () => Promise<void>
}

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const { suggest } = useLanguage()
  const [lost, setLost] = useState(false)
  const last = useRef<string | null>(null)
  const {
    data: me,
    isPending,
    error,
    refetch,
  } = useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      try {
        return await call<Me>('/api/v1/me', { signal, quiet: true })
      } catch (reason) {
        // Some doors answer 401 to a stranger instead of an empty account: the same news.
        if (reason instanceof Refused && reason.status === 401)
          return { account: null, person: null, roles: [], csrf: '', lang: 'vi', demo: false } satisfies Me
        throw reason
      }
    },
    staleTime: 60_000,
  })
  if (me) credentials.csrf = me.csrf
  const account = me?.account ?? null
  if (account) last.current = account.id

  useEffect(() => {
    credentials.lost = () => {
      if (last.current) setLost(true)
    }
  }, [])
  useEffect(() => {
    if (me?.account) suggest(me.lang)
  }, [me, suggest])
  useEffect(() => {
    // Signed out in another tab, or expired while idle: /me says so before any other request fails.
    if (me && !me.account && last.current) setLost(true)
  }, [me])

  const signIn = useCallback(
    async (login: string, password: string) => {
      const next = await post<Me>('/api/v1/sign-in', { login, password }, { quiet: true })
      const before = last.current
      credentials.csrf = next.csrf
      last.current = next.account?.id ?? null
      // Another person on the same screen must not find the first one's rows.
      if (before && before !== last.current) client.clear()
      client.setQueryData(['me'], next)
      setLost(false)
      await client.invalidateQueries({ predicate: (one) => one.queryKey[0] !== 'me' })
    },
    [client],
  )
  const signOut = useCallback(async () => {
    await post('/api/v1/sign-out', {}, { quiet: true })
    last.current = null
    setLost(false)
    client.clear()
    await refetch()
  }, [client, refetch])

  const session = useMemo<Session>(
    () => ({
      me,
      signedIn: Boolean(account) || lost,
      lost,
      loading: isPending,
      failure: error,
      retry: () => void refetch(),
      signIn,
      signOut,
    }),
    [me, account, lost, isPending, error, refetch, signIn, signOut],
  )
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession outside SessionProvider')
  return session
}

/** Everything declared that this person may see. */
export function useMeta() {
  return useQuery({
    queryKey: ['meta'],
    queryFn: ({ signal }) => call<Meta>('/api/v1/meta', { signal }),
    staleTime: 5 * 60_000,
  })
}

export function findRecord(meta: Meta | undefined, system: string, record: string): RecordMeta | undefined {
  return findSystem(meta, system)?.records.find((one) => one.name === record)
}

export function findSystem(meta: Meta | undefined, system: string): SystemMeta | undefined {
  return meta?.systems.find((one) => one.name === system)
}
