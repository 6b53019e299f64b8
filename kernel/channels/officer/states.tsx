import { Alert, Button, Center, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, IconInbox, IconLock, IconMapQuestion } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Component, type ReactNode, useEffect, useRef, useState } from 'react'
import { announce } from './announce.tsx'
import { call, Refused, Unreachable } from './api.ts'
import { useLanguage } from './language.tsx'
import { useReach } from './reach.ts'

/** How often a silent server is asked again. */
const KNOCK_MS = 5_000

/** The sentence to show for any failure. */
export function useSentence(): (reason: unknown) => string {
  const { t } = useLanguage()
  return (reason) => {
    if (reason instanceof Refused) return reason.message
    if (reason instanceof Unreachable) return t('unreachable')
    return t('broken')
  }
}

/** Why something did not work, inside a form or a dialog. */
export function Refusal({
  reason,
  told = [],
  children,
}: {
  reason: unknown
  /** Names of the fields that show what is wrong with them: then it is not said a second time here. */
  told?: readonly string[]
  children?: ReactNode
}) {
  const sentence = useSentence()
  if (!reason) return null
  const names = reason instanceof Refused ? Object.keys(reason.fields).map((name) => name.split('.')[0] ?? name) : []
  if (names.length > 0 && names.every((name) => told.includes(name))) return null
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert" className="refusal">
      {sentence(reason)}
      {children}
    </Alert>
  )
}

function Plain({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactNode
  title: string
  text: string
  children?: ReactNode
}) {
  return (
    <Center className="plain-state">
      <Stack align="center" gap="xs" maw={460}>
        <div className="plain-icon" aria-hidden="true">
          {icon}
        </div>
        <Title order={1} size="h4" ta="center">
          {title}
        </Title>
        <Text ta="center" c="dimmed">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  )
}

/** A whole page or panel that could not be loaded. */
export function Failure({
  reason,
  retry,
  missing,
}: {
  reason: unknown
  retry?: () => void
  /** Another way on when what was asked for is not there. */
  missing?: ReactNode
}) {
  const { t } = useLanguage()
  const sentence = useSentence()
  if (reason instanceof Refused && reason.status === 403)
    return (
      <Plain
        icon={<IconLock size={40} stroke={1.4} />}
        title={t('forbiddenTitle')}
        text={reason.message || t('forbidden')}
      >
        <Home />
      </Plain>
    )
  if (reason instanceof Refused && reason.status === 404) return <Missing text={reason.message}>{missing}</Missing>
  return (
    <Plain icon={<IconCloudOff size={40} stroke={1.4} />} title={t('errorTitle')} text={sentence(reason)}>
      {retry ? (
        <Button variant="default" onClick={retry}>
          {t('retry')}
        </Button>
      ) : null}
    </Plain>
  )
}

function Home() {
  const { t } = useLanguage()
  return (
    <Button component="a" href="/officer/queue/mine" variant="default">
      {t('backHome')}
    </Button>
  )
}

export function Forbidden({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useLanguage()
  return (
    <Plain icon={<IconLock size={40} stroke={1.4} />} title={t('forbiddenTitle')} text={text ?? t('forbidden')}>
      {children ?? <Home />}
    </Plain>
  )
}

export function Missing({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useLanguage()
  return (
    <Plain icon={<IconMapQuestion size={40} stroke={1.4} />} title={t('missingTitle')} text={text || t('missing')}>
      {children}
      <Home />
    </Plain>
  )
}

export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Center className="empty-state">
      <Stack align="center" gap="xs" maw={420}>
        <div className="plain-icon" aria-hidden="true">
          <IconInbox size={36} stroke={1.4} />
        </div>
        <Text ta="center" c="dimmed">
          {text}
        </Text>
        {children ? <Group justify="center">{children}</Group> : null}
      </Stack>
    </Center>
  )
}

/** Grey bars while the first answer is on its way. */
export function Loading({ lines = 8 }: { lines?: number }) {
  const { t } = useLanguage()
  return (
    <div role="status" className="loading-state">
      <span className="for-readers">{t('loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <Skeleton key={line} height={18} mt={12} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  )
}

export function OfflineBanner() {
  const { t } = useLanguage()
  const [offline, setOffline] = useState(!navigator.onLine)
  useEffect(() => {
    const gone = () => setOffline(true)
    const back = () => {
      setOffline(false)
      announce(t('online'))
    }
    addEventListener('offline', gone)
    addEventListener('online', back)
    return () => {
      removeEventListener('offline', gone)
      removeEventListener('online', back)
    }
  }, [t])
  const reached = useReach()
  const client = useQueryClient()
  const was = useRef(true)
  useEffect(() => {
    if (reached === was.current) return
    was.current = reached
    if (!reached) return
    announce(t('online'))
    void client.invalidateQueries()
  }, [reached, client, t])
  useEffect(() => {
    if (reached) return
    const knock = setInterval(() => void call('/api/v1/me', { quiet: true }).catch(() => {}), KNOCK_MS)
    return () => clearInterval(knock)
  }, [reached])
  if (!offline && reached) return null
  return (
    <div className="offline-banner" role="alert">
      <IconCloudOff size={18} aria-hidden="true" />
      <span>{t(offline ? 'offline' : 'unanswered')}</span>
    </div>
  )
}

function Broken() {
  const { t } = useLanguage()
  return (
    <Plain icon={<IconAlertTriangle size={40} stroke={1.4} />} title={t('brokenTitle')} text={t('broken')}>
      <Button variant="default" onClick={() => location.reload()}>
        {t('reload')}
      </Button>
    </Plain>
  )
}

/** Keeps a failing screen from taking the shell down with it; `place` resets it when the person moves on. */
export class ErrorBoundary extends Component<{ place: string; children: ReactNode }, { failed: string | null }> {
  override state: { failed: string | null } = { failed: null }
  static getDerivedStateFromError(): { failed: string } {
    return { failed: 'here' }
  }
  override componentDidUpdate(before: { place: string }): void {
    if (this.state.failed && before.place !== this.props.place) this.setState({ failed: null })
  }
  override render(): ReactNode {
    return this.state.failed ? <Broken /> : this.props.children
  }
}
