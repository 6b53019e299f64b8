import { Button, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { type FormEvent, useState } from 'react'
import { type ProofMethod, Refused } from './api.ts'
import { useLanguage } from './language.tsx'
import lotus from './lotus.svg'
import { ProofForm } from './proof.tsx'
import { useSession } from './session.tsx'
import { Refusal } from './states.tsx'

/** Sign-in: the whole page for a stranger, a curtain over the kept page when a session has ended. */
export function SignIn({ again = false }: { again?: boolean }) {
  const { t, say, lang, choose } = useLanguage()
  const { signIn, finishSignIn, signInByPasskey, me } = useSession()
  const [second, setSecond] = useState<ProofMethod[] | null>(null)
  const [login, setLogin] = useState(again ? (me?.account?.login ?? '') : '')
  const [password, setPassword] = useState('')
  const [reason, setReason] = useState<unknown>(null)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [passkeyFailed, setPasskeyFailed] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setReason(null)
    setPasskeyFailed(false)
    const blank = login.trim() === '' || password === ''
    setMissing(blank)
    if (blank) return
    setBusy(true)
    try {
      setSecond(await signIn(login.trim(), password))
    } catch (failed) {
      setReason(failed)
      setPassword('')
      document.querySelector<HTMLInputElement>('#password')?.focus()
    } finally {
      setBusy(false)
    }
  }

  async function tryPasskey() {
    setReason(null)
    setBusy(true)
    try {
      await signInByPasskey()
    } catch (failed) {
      setReason(failed instanceof Refused ? failed : null)
      setPasskeyFailed(!(failed instanceof Refused))
    } finally {
      setBusy(false)
    }
  }

  if (second)
    return (
      <main className="sign-in" id="main">
        <div className="sign-in-card">
          <div className="sign-in-brand">
            <img src={lotus} alt="" width={40} height={40} />
            <span>Sen</span>
          </div>
          <Stack gap="md">
            <Title order={1} size="h3">
              {t('secondTitle')}
            </Title>
            <Text c="dimmed">{t('secondLead')}</Text>
            <ProofForm methods={second} give={finishSignIn} />
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                setSecond(null)
                setPassword('')
              }}
            >
              {t('startAgain')}
            </Button>
          </Stack>
        </div>
      </main>
    )
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <img src={lotus} alt="" width={40} height={40} />
          <span>Sen</span>
        </div>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Title order={1} size="h3">
              {t('signInTitle')}
            </Title>
            {again ? <Text c="dimmed">{t('signInAgain')}</Text> : null}
            <Refusal reason={reason} />
            {missing ? (
              <Text c="red" role="alert" size="sm">
                {t('loginMissing')}
              </Text>
            ) : null}
            <TextInput
              label={t('login')}
              value={login}
              onChange={(event) => setLogin(event.currentTarget.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus={!login}
              size="md"
              name="login"
            />
            <PasswordInput
              id="password"
              label={t('password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              autoFocus={Boolean(login)}
              size="md"
              name="password"
            />
            <Button type="submit" color="lotus" size="md" loading={busy} fullWidth>
              {t('signIn')}
            </Button>
            {passkeyFailed ? (
              <Text c="red" role="alert" size="sm">
                {t('passkeyRefused')}
              </Text>
            ) : null}
            {browserSupportsWebAuthn() ? (
              <>
                <Divider label={t('orWords')} />
                <Button variant="default" size="md" onClick={() => void tryPasskey()} disabled={busy} fullWidth>
                  {t('signInPasskey')}
                </Button>
              </>
            ) : null}
            <Button variant="subtle" size="compact-sm" onClick={() => choose(lang === 'vi' ? 'en' : 'vi')}>
              {t('switchLanguage')}
            </Button>
          </Stack>
        </form>
        {!again && me?.demoAccounts?.length ? (
          <section className="demo-accounts" aria-labelledby="demo-title">
            <Title order={2} size="h6" id="demo-title">
              {t('demoAccounts')}
            </Title>
            <ul>
              {me.demoAccounts.map((one) => (
                <li key={one.login}>
                  <button
                    type="button"
                    className="demo-account"
                    onClick={() => {
                      setLogin(one.login)
                      document.getElementById('password')?.focus()
                    }}
                  >
                    <span>{one.name}</span>
                    <small>
                      {say(one.role)} · {one.login}
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </main>
  )
}
