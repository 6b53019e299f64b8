import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, type ProofMethod, Refused } from './api.ts'
import { Dialog } from './dialog.tsx'
import { useLanguage } from './language.tsx'
import { type Given, useSession } from './session.tsx'
import { Failure, Loading, Refusal } from './states.tsx'

/** Asks for one of the ways a person can prove herself. `give` throws what is to be shown. */
export function ProofForm({
  methods,
  give,
}: {
  methods: readonly ProofMethod[]
  give: (proof: Given) => Promise<void>
}) {
  const { t } = useLanguage()
  const has = (method: ProofMethod) => methods.includes(method)
  const [recovery, setRecovery] = useState(!has('totp') && !has('password') && !has('passkey'))
  const [code, setCode] = useState('')
  const [reason, setReason] = useState<unknown>(null)
  const [busy, setBusy] = useState<'code' | 'passkey' | null>(null)
  const typed = recovery ? 'recovery' : has('totp') ? 'totp' : has('password') ? 'password' : null

  async function send(proof: Given) {
    setReason(null)
    setBusy(proof.method === 'passkey' ? 'passkey' : 'code')
    try {
      await give(proof)
    } catch (failed) {
      // What the browser says of a passkey is in its own language and for developers.
      setReason(proof.method === 'passkey' && !(failed instanceof Refused) ? new Error(t('passkeyRefused')) : failed)
      setCode('')
    } finally {
      setBusy(null)
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed && code.trim() !== '') void send({ method: typed, code: code.trim() })
  }
  const field = {
    value: code,
    onChange: (event: { currentTarget: { value: string } }) => setCode(event.currentTarget.value),
    size: 'md',
    name: 'code',
    'data-autofocus': true,
  } as const

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {reason instanceof Error && !(reason instanceof Refused) && reason.message === t('passkeyRefused') ? (
          <Text c="red" role="alert" size="sm">
            {reason.message}
          </Text>
        ) : (
          <Refusal reason={reason} />
        )}
        {has('passkey') && browserSupportsWebAuthn() ? (
          <Button
            variant={typed === 'totp' || typed === 'password' ? 'default' : 'filled'}
            size="md"
            fullWidth
            loading={busy === 'passkey'}
            onClick={() => void send({ method: 'passkey' })}
          >
            {t('usePasskey')}
          </Button>
        ) : null}
        {typed === 'password' ? (
          <PasswordInput {...field} id="proof-code" label={t('password')} autoComplete="current-password" />
        ) : typed ? (
          <TextInput
            {...field}
            key={typed}
            label={typed === 'totp' ? t('totpCode') : t('recoveryCode')}
            inputMode={typed === 'totp' ? 'numeric' : 'text'}
            autoComplete={typed === 'totp' ? 'one-time-code' : 'off'}
            maxLength={40}
            autoFocus
          />
        ) : null}
        {typed ? (
          <Button type="submit" color="lotus" size="md" loading={busy === 'code'} fullWidth>
            {t('confirmIt')}
          </Button>
        ) : null}
        {has('recovery') && (has('totp') || has('passkey')) ? (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setRecovery(!recovery)
              setCode('')
              setReason(null)
            }}
          >
            {recovery && has('totp') ? t('useTotp') : t('useRecovery')}
          </Anchor>
        ) : null}
      </Stack>
    </form>
  )
}

/** Opens when a request was refused for want of a proof, and sends it again once the proof was given. */
export function StepUp() {
  const { t } = useLanguage()
  const { proving } = useSession()
  return proving ? <StepUpDialog title={t('proveTitle')} /> : null
}

function StepUpDialog({ title }: { title: string }) {
  const { t } = useLanguage()
  const { prove, leaveProof } = useSession()
  const ways = useQuery({
    queryKey: ['prove'],
    queryFn: ({ signal }) => call<{ methods: ProofMethod[] }>('/api/v1/prove', { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Dialog title={title} close={leaveProof}>
      <Stack gap="md">
        <Text size="sm">{t('proveLead')}</Text>
        {ways.data ? (
          <ProofForm methods={ways.data.methods} give={prove} />
        ) : ways.error ? (
          <Failure reason={ways.error} retry={() => void ways.refetch()} />
        ) : (
          <Loading />
        )}
      </Stack>
    </Dialog>
  )
}
