import { startAuthentication } from '@simplewebauthn/browser'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import {
  call,
  credentials,
  type Me,
  type Meta,
  type ProofMethod,
  post,
  type RecordMeta,
  Refused,
  type SystemMeta,
} from './api.ts'
import { useLanguage } from './language.tsx'

type Session = {
  me: Me | undefined
  signedIn: boolean
  /** True when the server ended a session that this page still shows. */
  lost: boolean
  loading: boolean
  failure: Error | null
  retry: () => void
  /** Answers by what the second step may be taken, or null when she is in. */
  signIn: (login: string, password: string) => Promise<ProofMethod[] | null>
  /** The second step of a sign-in begun with a password. */
  finishSignIn: (proof: Given) => Promise<void>
  signInByPasskey: () => Promise<void>
  /** Somebody waits for a proof: a request was refused for want of it. */
  proving: boolean
  prove: (proof: Given) => Promise<void>
  leaveProof: () => void
  signOut: () => Promise<void>
}

/** A code that was typed, or a passkey, which the browser asks for itself. */
export type Given = { method: Exclude<ProofMethod, 'passkey'>; code: string } | { method: 'passkey' }

const signed = async (path: string) =>
  startAuthentication({
    optionsJSON: await post<Parameters<typeof startAuthentication>[0]['optionsJSON']>(path, {}, { quiet: true }),
  })

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
    // Her roles demand a second factor: until she has one no screen of this application opens for her.
    if (me?.enrolDue) location.assign('/toi/bao-mat/bat-buoc')
  }, [me])
  useEffect(() => {
    // Signed out in another tab, or expired while idle: /me says so before any other request fails.
    if (me && !me.account && last.current) setLost(true)
  }, [me])

  const come = useCallback(
    async (next: Me) => {
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
  const signIn = useCallback(
    async (login: string, password: string) => {
      const answer = await post<Me | { secondFactor: ProofMethod[] }>(
        '/api/v1/sign-in',
        { login, password },
        { quiet: true },
      )
      if ('secondFactor' in answer) return answer.secondFactor
      await come(answer)
      return null
    },
    [come],
  )
  const finishSignIn = useCallback(
    async (given: Given) => {
      const proof =
        given.method === 'passkey'
          ? { method: 'passkey', response: await signed('/api/v1/sign-in/passkey/options') }
          : given
      await come(await post<Me>('/api/v1/sign-in/second', proof, { quiet: true }))
    },
    [come],
  )
  const signInByPasskey = useCallback(async () => {
    const response = await signed('/api/v1/sign-in/passkey/options')
    await come(await post<Me>('/api/v1/sign-in/passkey', { response }, { quiet: true }))
  }, [come])

  // Several requests may be refused at once: they wait for one proof.
  const [proving, setProving] = useState(false)
  const waiting = useRef<((done: boolean) => void)[]>([])
  const settle = useCallback((done: boolean) => {
    for (const answer of waiting.current.splice(0)) answer(done)
    setProving(false)
  }, [])
  useEffect(() => {
    credentials.prove = () =>
      new Promise((answer) => {
        waiting.current.push(answer)
        setProving(true)
      })
  }, [])
  const prove = useCallback(
    async (given: Given) => {
      const proof =
        given.method === 'passkey' ? { method: 'passkey', response: await signed('/api/v1/prove/passkey') } : given
      const next = await post<Me>('/api/v1/prove', proof, { quiet: true })
      credentials.csrf = next.csrf
      client.setQueryData(['me'], next)
      settle(true)
    },
    [client, settle],
  )
  const leaveProof = useCallback(() => settle(false), [settle])
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
      finishSignIn,
      signInByPasskey,
      proving,
      prove,
      leaveProof,
      signOut,
    }),
    [
      me,
      account,
      lost,
      isPending,
      error,
      refetch,
      signIn,
      finishSignIn,
      signInByPasskey,
      proving,
      prove,
      leaveProof,
      signOut,
    ],
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
